/**
 * Live calls: starts what stream threads decided after their commit, runs it within caps, reports
 * its outcome to the attempts topic, and keeps it known until that outcome is handled.
 */
package dev.sluice.dispatch;
