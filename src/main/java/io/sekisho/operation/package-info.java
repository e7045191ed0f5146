/**
 * The life of the process: what starts in which order, what an operator is told, what the
 * orchestrator may ask, and how it stops without losing a tunnel or a record.
 */
package io.sekisho.operation;
