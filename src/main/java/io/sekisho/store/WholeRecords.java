package io.sekisho.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Every column that is not null, in the form of which the hash was made, and the hash. */
final class WholeRecords implements LogShape<ObjectNode> {

  @Override
  public String columns() {
    return RecordJson.COLUMNS;
  }

  @Override
  public ObjectNode read(ResultSet row) throws SQLException {
    return RecordJson.of(row);
  }

  @Override
  public List<ObjectNode> complete(Connection connection, List<ObjectNode> page) {
    return page;
  }
}
