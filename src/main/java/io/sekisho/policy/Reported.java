package io.sekisho.policy;

/**
 * What a policy in report mode would have done, had it been enforced: deny what was allowed, or
 * allow what no policy allows.
 *
 * @param policy its name
 * @param effect what it would have done
 */
public record Reported(String policy, Effect effect) {}
