package io.sekisho.listener;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** The same with everything copied. */
@QuarkusTest
@TestProfile(CopyingTunnelQuarkusTest.Copying.class)
class CopyingTunnelQuarkusTest extends TunnelQuarkusTest {

  /** The switch under test. */
  public static class Copying implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("sekisho.tunnel.splice", "false");
    }
  }

  @Override
  boolean splices() {
    return false;
  }
}
