package io.sekisho.bench.peers;

/**
 * A line of {@code /proc/<pid>/stat}: whose child a process is, and the processor time of its
 * threads; or of {@code /proc/<pid>/task/<tid>/stat}: the same of one thread.
 *
 * @param name its first 15 characters
 */
record ProcessStat(long pid, String name, long parent, long ticks) {

  /** Of the kernel's interface, whatever the kernel's own clock: {@code getconf CLK_TCK}. */
  static final double TICKS_PER_SECOND = 100;

  private static final int STATE = 0;
  private static final int PARENT = STATE + 1;
  private static final int USER_TIME = STATE + 11;
  private static final int SYSTEM_TIME = STATE + 12;

  static ProcessStat parse(String line) {
    // The program's name may hold blanks and parentheses; what follows its last one does not.
    int name = line.indexOf('(');
    int rest = line.lastIndexOf(')');
    String[] fields = line.substring(rest + 1).strip().split(" ");
    return new ProcessStat(
        Long.parseLong(line.substring(0, name).strip()),
        line.substring(name + 1, rest),
        Long.parseLong(fields[PARENT]),
        Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]));
  }
}
