/** What the documents say, held against the program: its keys, its meters, its API, its files. */
package io.sekisho.docs;
