package dev.sluice.gateway;

import dev.sluice.call.PollingIds;
import dev.sluice.http.HashedApiKeys;

/**
 * Access control of the query service.
 *
 * @param models the routes that a principal may use
 */
record HttpAccess(HashedApiKeys keys, PollingIds ids, TenantModels models) {}
