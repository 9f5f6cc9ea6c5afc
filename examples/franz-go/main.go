// Publishes one request with franz-go and follows it to its end: go run . [MODEL] [QUESTION]
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/twmb/franz-go/pkg/kgo"
)

const (
	tenant   = "acme" // the demo's, as is the key
	apiKey   = "sk-demo-acme-default"
	requests = "sluice.requests"
	polling  = "sluice.polling"
	results  = "sluice.results"
	failures = "sluice.errors"
)

func main() {
	log.SetFlags(0)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	registry, err := newRegistry(os.Getenv("SLUICE_SCHEMA_REGISTRY_URL"))
	check(err)
	client, err := kgo.NewClient(
		kgo.SeedBrokers(os.Getenv("SLUICE_BOOTSTRAP_SERVERS")),
		kgo.ConsumerGroup("quickstart-franz-go"), // reads from the beginning the first time
		kgo.ConsumeTopics(polling, results, failures),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), // the default shows decisions that never happened
	)
	check(err)
	defer client.Close()

	asked := request{RequestID: uuid.NewString(), Model: argument(1, "chat-fast")}
	question := argument(2, "What is a sluice?")
	asked.Messages = []message{{Role: "USER", Text: &question}}
	value, err := registry.encode(ctx, requests, asked)
	check(err)
	// idempotent, and its partitioner is Java's
	published := client.ProduceSync(ctx, &kgo.Record{Topic: requests, Key: []byte(tenant), Value: value})
	record, err := published.First()
	check(err)
	fmt.Printf("published %s to partition %d\n", asked.RequestID, record.Partition)

	pollingID := follow(ctx, client, registry, asked.RequestID)
	if pollingID != nil { // a rejected request has none
		fmt.Println("polled   ", *pollingID, poll(ctx, *pollingID))
	}
}

// follow returns the polling ID of the result or error record that ends the request.
func follow(ctx context.Context, client *kgo.Client, registry *registry, requestID string) *string {
	for {
		fetches := client.PollFetches(ctx)
		check(fetches.Err())
		for records := fetches.RecordIter(); !records.Done(); {
			record := records.Next()
			switch record.Topic {
			case polling:
				var event pollingEvent
				check(registry.decode(ctx, record.Value, &event))
				if event.RequestID == requestID && event.Kind == "ACCEPTED" {
					fmt.Println("accepted ", event.PollingID)
				}
			case results:
				var event completionResult
				check(registry.decode(ctx, record.Value, &event))
				if event.RequestID == requestID {
					fmt.Println("answered ", *event.Answer.Text)
					return &event.PollingID
				}
			case failures:
				var event errorRecord
				check(registry.decode(ctx, record.Value, &event))
				if event.RequestID != nil && *event.RequestID == requestID {
					stage := "failed   "
					if event.PollingID == nil {
						stage = "rejected "
					}
					fmt.Println(stage, event.Failure.Status, event.Failure.Message)
					return event.PollingID
				}
			}
		}
	}
}

func poll(ctx context.Context, pollingID string) string {
	url := "http://127.0.0.1:" + os.Getenv("SLUICE_HTTP_PORT") + "/v1/responses/" + pollingID + "?wait=30"
	get, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	check(err)
	get.Header.Set("Authorization", "Bearer "+apiKey)
	reply, err := http.DefaultClient.Do(get)
	check(err)
	defer reply.Body.Close()
	var response struct{ Status string }
	check(json.NewDecoder(reply.Body).Decode(&response))
	return response.Status
}

func argument(index int, otherwise string) string {
	if index < len(os.Args) {
		return os.Args[index]
	}
	return otherwise
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
