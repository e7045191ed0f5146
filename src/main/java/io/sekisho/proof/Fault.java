package io.sekisho.proof;

/**
 * Something in the log that is not as it was.
 *
 * @param kind {@code altered}, {@code rewritten} (altered and hashed anew), {@code out_of_order},
 *     {@code missing}, {@code inserted}, {@code tail_cut}, {@code chain_missing}, {@code
 *     checkpoint_missing} or {@code signature_invalid}
 * @param chain the chain's number; null for a record that is in none
 * @param sequence where in the chain; null where that cannot be told
 * @param record the record's id; null if it is not there
 * @param tunnel the attempt that the record is about; null if it is not there
 * @param detail in words
 */
public record Fault(
    String kind, Long chain, Long sequence, String record, String tunnel, String detail) {}
