package main

import (
	"context"

	"github.com/hamba/avro/v2"
	"github.com/twmb/franz-go/pkg/sr"
)

// Fields that a struct leaves out are written with their defaults, and skipped when they are read.
type (
	request struct {
		RequestID string    `avro:"request_id"`
		Model     string    `avro:"model"`
		Messages  []message `avro:"messages"`
	}
	message struct {
		Role string  `avro:"role"`
		Text *string `avro:"text"`
	}
	pollingEvent struct {
		PollingID string `avro:"polling_id"`
		RequestID string `avro:"request_id"`
		Kind      string `avro:"kind"`
	}
	completionResult struct {
		PollingID string `avro:"polling_id"`
		RequestID string `avro:"request_id"`
		Answer    struct {
			Text *string `avro:"text"`
		} `avro:"answer"`
	}
	errorRecord struct {
		PollingID *string `avro:"polling_id"` // nil: rejected
		RequestID *string `avro:"request_id"`
		Failure   struct {
			Status  int    `avro:"status"`
			Message string `avro:"message"`
		} `avro:"failure"`
	}
)

// registry encodes and decodes in Confluent's wire format, by the schemas that the gateway has registered.
type registry struct {
	client  *sr.Client
	schemas map[int]avro.Schema
}

func newRegistry(url string) (*registry, error) {
	client, err := sr.NewClient(sr.URLs(url))
	return &registry{client, map[int]avro.Schema{}}, err
}

func (r *registry) encode(ctx context.Context, topic string, value any) ([]byte, error) {
	latest, err := r.client.SchemaByVersion(ctx, topic+"-value", -1)
	if err != nil {
		return nil, err
	}
	schema, err := avro.Parse(latest.Schema.Schema)
	if err != nil {
		return nil, err
	}
	bytes, err := avro.Marshal(schema, value)
	if err != nil {
		return nil, err
	}
	header, err := new(sr.ConfluentHeader).AppendEncode(nil, latest.ID, nil)
	return append(header, bytes...), err
}

func (r *registry) decode(ctx context.Context, value []byte, into any) error {
	id, bytes, err := new(sr.ConfluentHeader).DecodeID(value)
	if err != nil {
		return err
	}
	schema, known := r.schemas[id]
	if !known {
		written, err := r.client.SchemaByID(ctx, id)
		if err != nil {
			return err
		}
		if schema, err = avro.Parse(written.Schema); err != nil {
			return err
		}
		r.schemas[id] = schema
	}
	return avro.Unmarshal(schema, bytes, into)
}
