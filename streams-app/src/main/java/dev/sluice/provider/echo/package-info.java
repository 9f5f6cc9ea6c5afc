/** The provider for tests and the demo: answers without a network. */
package dev.sluice.provider.echo;
