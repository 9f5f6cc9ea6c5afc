/**
 * The only place where generated Avro classes meet Sluice's values: conversions between records and
 * values, the wire format with its serializers, the format of rows in stores, and the registration
 * of schemas.
 */
package dev.sluice.wire;
