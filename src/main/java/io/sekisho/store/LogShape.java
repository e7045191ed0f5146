package io.sekisho.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What a follower is shown of records, and how that is read.
 *
 * @param <E> of one
 */
interface LogShape<E> {

  /** What it needs of the table of records, in its order. */
  String columns();

  /** What a row tells, in which these columns are the first. */
  E read(ResultSet row) throws SQLException;

  /** Adds to a page what lies elsewhere, in the state of the database of which the page is. */
  List<E> complete(Connection connection, List<E> page) throws SQLException;
}
