/** What is known so far about one passage; each stage of the flow adds what it found out. */
package io.sekisho.passage;
