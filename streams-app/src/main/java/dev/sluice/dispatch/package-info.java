/**
 * Live calls: what stream threads decided to call starts after their commit, runs within caps,
 * reports its outcome to the attempts topic, and stays known until that outcome is handled.
 */
package dev.sluice.dispatch;
