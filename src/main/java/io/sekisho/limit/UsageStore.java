package io.sekisho.limit;

import java.time.Instant;
import java.util.List;

/** Where the use of accounts is kept for all replicas. Blocks. */
public interface UsageStore {

  /** Says what becomes of one account. */
  @FunctionalInterface
  interface Settlement {

    /**
     * Called while the account is locked, once for each.
     *
     * @param stored what replicas that are there left; {@link Usage#NONE} if nobody has used it
     * @param now by the store's clock
     * @return what is to be kept
     */
    Usage settle(AccountId account, Usage stored, Instant now);
  }

  /**
   * Settles accounts in one transaction: nobody else changes one of them meanwhile. If it throws,
   * nothing or (when the connection broke during the commit) everything is kept.
   *
   * @param accounts each of them once
   */
  void settle(List<AccountId> accounts, Settlement settlement);

  /** Removes accounts that nobody has used for days. */
  void forgetOld();
}
