package io.sekisho.spool;

import java.io.IOException;
import java.nio.file.Path;

/** Another process has this directory. */
public final class SpoolInUse extends IOException {

  private static final long serialVersionUID = 1L;

  SpoolInUse(Path directory) {
    super(directory + " is in use by another process");
  }
}
