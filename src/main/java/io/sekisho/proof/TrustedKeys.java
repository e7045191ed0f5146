package io.sekisho.proof;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that are known from elsewhere than the log itself. */
public final class TrustedKeys {

  private final Map<String, VerifyingKey> keys = new LinkedHashMap<>();

  /** Those and no others. */
  public TrustedKeys(Collection<VerifyingKey> keys) {
    keys.forEach(key -> this.keys.put(key.id(), key));
  }

  /** All of them. */
  public List<VerifyingKey> all() {
    return List.copyOf(keys.values());
  }

  Signed verify(String id, byte[] text, String signature) {
    VerifyingKey key = keys.get(id);
    if (key == null) {
      return Signed.UNKNOWN_KEY;
    }
    return key.verify(text, signature) ? Signed.TRUSTED : Signed.FORGED;
  }
}
