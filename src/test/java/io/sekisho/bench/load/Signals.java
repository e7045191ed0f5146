package io.sekisho.bench.load;

import java.io.IOException;

/** What a load tells whoever looks at the proxy meanwhile. */
interface Signals {

  void begin();

  /** Half of all is there. */
  void half();

  /** Something that whoever reads the figures must know. */
  void note(String note);

  void end();

  /** Waits until it has been looked at. */
  void await() throws IOException;
}
