/**
 * The pages for people, below {@code /console}: what the API tells and takes, to be looked at.
 * Every page is made here as HTML by the services that the API stands on, checks the same roles,
 * and is recorded as a reading of the log where the API is. Browsers run two libraries and one
 * script of our own, and no page holds one.
 *
 * <p>Each page is a resource, a record of what it shows, a template in {@code templates/console},
 * and a bundle of messages, English in the interface and Japanese in {@code messages}.
 */
package io.sekisho.console;
