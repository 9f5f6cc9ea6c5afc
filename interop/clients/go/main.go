// Runs the cases of OpenAI's SDK for Go and prints what it saw of each, one JSON object a line. Arguments: the variant,
// and a plan {base_url, cases: [{case, do, key, model, prompts}]}.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
)

type object = map[string]any

type Case struct {
	Case, Do, Key, Model string
	Prompts              []string
}

type Client interface {
	plain(ctx context.Context, prompt string) (object, error)
	stream(ctx context.Context, prompt string) (object, error)
	tools(ctx context.Context, prompt string) (object, error)
	schema(ctx context.Context, prompt string) (object, error)
	turns(ctx context.Context, first, second string) (object, error)
}

var (
	gateSchema   = schemaOf(object{"gate": object{"type": "string"}}, "gate")
	reportSchema = schemaOf(object{"gate": object{"type": "string"}, "open": object{"type": "boolean"}}, "gate", "open")
)

func schemaOf(properties object, required ...string) object {
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func openGate(arguments string) string {
	var called struct{ Gate string }
	if err := json.Unmarshal([]byte(arguments), &called); err != nil {
		panic(err)
	}
	return called.Gate + " is open"
}

func answer(text string, usage ...int64) object {
	return object{"text": text, "usage": usage}
}

func value(text string) (object, error) {
	var report struct {
		Gate string `json:"gate"`
		Open bool   `json:"open"`
	}
	err := json.Unmarshal([]byte(text), &report)
	return object{"value": report}, err
}

func attempt(client Client, c Case) (object, error) {
	ctx := context.Background()
	switch c.Do {
	case "stream":
		return client.stream(ctx, c.Prompts[0])
	case "tools":
		return client.tools(ctx, c.Prompts[0])
	case "schema":
		return client.schema(ctx, c.Prompts[0])
	case "turns":
		return client.turns(ctx, c.Prompts[0], c.Prompts[1])
	default:
		return client.plain(ctx, c.Prompts[0])
	}
}

func raised(err error) object {
	var refused *openai.Error
	if errors.As(err, &refused) {
		return object{"raised": "openai.Error", "status": refused.StatusCode, "message": err.Error()}
	}
	return object{"raised": fmt.Sprintf("%T", err), "status": nil, "message": err.Error()}
}

func main() {
	var plan struct {
		BaseURL string `json:"base_url"`
		Cases   []Case
	}
	if err := json.Unmarshal([]byte(os.Args[2]), &plan); err != nil {
		panic(err)
	}
	for _, c := range plan.Cases {
		sdk := openai.NewClient(option.WithBaseURL(plan.BaseURL), option.WithAPIKey(c.Key))
		var client Client = Chat{sdk, c.Model}
		if os.Args[1] == "responses" {
			client = Responses{sdk, c.Model}
		}
		began := time.Now()
		seen, err := attempt(client, c)
		result := object{"seen": seen}
		if err != nil {
			result = raised(err)
		}
		result["case"], result["seconds"] = c.Case, math.Round(time.Since(began).Seconds()*10)/10
		line, err := json.Marshal(result)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}
