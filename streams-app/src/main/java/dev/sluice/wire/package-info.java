/**
 * The one place where generated Avro classes meet Sluice's values: codecs between records and
 * values, the wire format with its serializers, the bare format of rows in stores, and the
 * registration of schemas.
 */
package dev.sluice.wire;
