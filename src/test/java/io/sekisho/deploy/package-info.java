/** What is in {@code deploy/}, rendered and read as strictly as a cluster would, without one. */
package io.sekisho.deploy;
