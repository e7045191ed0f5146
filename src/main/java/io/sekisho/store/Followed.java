package io.sekisho.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Something in the database that this node follows, by notices and by asking. */
interface Followed {

  /** On which channel the database tells of it. */
  String channel();

  /**
   * Asks for what is new and acts on it; on the feed's thread.
   *
   * @param session the listening session, so that one that is dead without a word is noticed
   */
  void catchUp(Connection session) throws SQLException;

  /** Told again and again while the database cannot be followed; on the feed's thread. */
  default void missDatabase() {}
}
