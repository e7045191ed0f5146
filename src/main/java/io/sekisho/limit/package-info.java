/** How much of what a policy allows its users may use. */
package io.sekisho.limit;
