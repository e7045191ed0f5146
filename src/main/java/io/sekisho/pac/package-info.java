/**
 * The policies in outline, as a script that browsers ask which way to go (proxy auto-config). Pure:
 * policies in, JavaScript out. It permits nothing, as the proxy decides, and whoever may read it
 * need not show a pass: it names no more than the operator lets it.
 */
package io.sekisho.pac;
