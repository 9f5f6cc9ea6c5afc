package main

import (
	"context"
	"encoding/json"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
	"github.com/openai/openai-go/v3/responses"
)

type Responses struct {
	sdk   openai.Client
	model string
}

type items = []responses.ResponseInputItemUnionParam

func (r Responses) ask(ctx context.Context, asked items, tools ...responses.ToolUnionParam) (*responses.Response, error) {
	return r.sdk.Responses.New(ctx, responses.ResponseNewParams{
		Model: r.model,
		Input: responses.ResponseNewParamsInputUnion{OfInputItemList: asked},
		Tools: tools,
	})
}

func userItem(prompt string) responses.ResponseInputItemUnionParam {
	return responses.ResponseInputItemParamOfMessage(prompt, responses.EasyInputMessageRoleUser)
}

// The items of an answer, as they came.
func asInput(output []responses.ResponseOutputItemUnion) items {
	var input items
	for _, item := range output {
		input = append(input, param.Override[responses.ResponseInputItemUnionParam](json.RawMessage(item.RawJSON())))
	}
	return input
}

func text(prompt string) responses.ResponseNewParamsInputUnion {
	return responses.ResponseNewParamsInputUnion{OfString: openai.String(prompt)}
}

func (r Responses) plain(ctx context.Context, prompt string) (object, error) {
	response, err := r.sdk.Responses.New(ctx, responses.ResponseNewParams{Model: r.model, Input: text(prompt)})
	if err != nil {
		return nil, err
	}
	return answer(response.OutputText(), response.Usage.InputTokens, response.Usage.OutputTokens), nil
}

func (r Responses) stream(ctx context.Context, prompt string) (object, error) {
	stream := r.sdk.Responses.NewStreaming(ctx, responses.ResponseNewParams{Model: r.model, Input: text(prompt)})
	defer stream.Close()
	var said string
	var usage responses.ResponseUsage
	for stream.Next() {
		event := stream.Current()
		switch event.Type {
		case "response.output_text.delta":
			said += event.Delta
		case "response.completed":
			usage = event.Response.Usage
		}
	}
	return answer(said, usage.InputTokens, usage.OutputTokens), stream.Err()
}

func (r Responses) tools(ctx context.Context, prompt string) (object, error) {
	tool := responses.ToolParamOfFunction("open_gate", gateSchema, true)
	asked := items{userItem(prompt)}
	response, err := r.ask(ctx, asked, tool)
	if err != nil {
		return nil, err
	}
	asked = append(asked, asInput(response.Output)...)
	for _, item := range response.Output {
		if item.Type == "function_call" {
			call := item.AsFunctionCall()
			output := responses.ResponseInputItemFunctionCallOutputParam{
				CallID: openai.String(call.CallID),
				Output: responses.ResponseInputItemFunctionCallOutputOutputUnionParam{OfString: openai.String(openGate(call.Arguments))},
			}
			asked = append(asked, responses.ResponseInputItemUnionParam{OfFunctionCallOutput: &output})
		}
	}
	response, err = r.ask(ctx, asked, tool)
	if err != nil {
		return nil, err
	}
	return answer(response.OutputText()), nil
}

func (r Responses) schema(ctx context.Context, prompt string) (object, error) {
	format := responses.ResponseFormatTextConfigParamOfJSONSchema("report", reportSchema)
	response, err := r.sdk.Responses.New(ctx, responses.ResponseNewParams{
		Model: r.model,
		Input: text(prompt),
		Text:  responses.ResponseTextConfigParam{Format: format},
	})
	if err != nil {
		return nil, err
	}
	return value(response.OutputText())
}

func (r Responses) turns(ctx context.Context, first, second string) (object, error) {
	asked := items{userItem(first)}
	response, err := r.ask(ctx, asked)
	if err != nil {
		return nil, err
	}
	asked = append(asked, asInput(response.Output)...)
	response, err = r.ask(ctx, append(asked, userItem(second)))
	if err != nil {
		return nil, err
	}
	return answer(response.OutputText()), nil
}
