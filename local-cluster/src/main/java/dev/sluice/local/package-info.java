/**
 * A real Kafka broker and a small schema registry in one process, on the loopback interface, for
 * the demo and for tests; for tests also several brokers, or one with TLS, users and ACLs. Never on
 * the gateway's class path: it is started as a process of its own.
 */
package dev.sluice.local;
