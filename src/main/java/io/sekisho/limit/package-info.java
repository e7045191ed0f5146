/**
 * How much of what a policy allows each of its users may use, on all replicas together. An {@link
 * io.sekisho.limit.Account} is what this replica knows of one user under one policy; a {@link
 * io.sekisho.limit.Ledger} decides, as a pure function of what all replicas left in the {@link
 * io.sekisho.limit.UsageStore}, while nobody else may change it.
 */
package io.sekisho.limit;
