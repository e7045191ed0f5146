/**
 * Tells of alerts: each is sent as a CloudEvent to a webhook, in the order in which they were
 * raised, by one replica at a time, until it is taken. What is to be sent stands in the database
 * with the alert, so that no crash loses one.
 */
package io.sekisho.webhook;
