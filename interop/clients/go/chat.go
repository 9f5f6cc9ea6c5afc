package main

import (
	"context"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/shared"
)

type Chat struct {
	sdk   openai.Client
	model string
}

type messages = []openai.ChatCompletionMessageParamUnion

func (c Chat) ask(ctx context.Context, asked messages, tools ...openai.ChatCompletionToolUnionParam) (*openai.ChatCompletion, error) {
	return c.sdk.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{Model: c.model, Messages: asked, Tools: tools})
}

func (c Chat) plain(ctx context.Context, prompt string) (object, error) {
	completion, err := c.ask(ctx, messages{openai.UserMessage(prompt)})
	if err != nil {
		return nil, err
	}
	return answer(completion.Choices[0].Message.Content, completion.Usage.PromptTokens, completion.Usage.CompletionTokens), nil
}

func (c Chat) stream(ctx context.Context, prompt string) (object, error) {
	stream := c.sdk.Chat.Completions.NewStreaming(ctx, openai.ChatCompletionNewParams{
		Model:         c.model,
		Messages:      messages{openai.UserMessage(prompt)},
		StreamOptions: openai.ChatCompletionStreamOptionsParam{IncludeUsage: openai.Bool(true)},
	})
	defer stream.Close()
	var whole openai.ChatCompletionAccumulator
	for stream.Next() {
		whole.AddChunk(stream.Current())
	}
	if err := stream.Err(); err != nil {
		return nil, err
	}
	return answer(whole.Choices[0].Message.Content, whole.Usage.PromptTokens, whole.Usage.CompletionTokens), nil
}

func (c Chat) tools(ctx context.Context, prompt string) (object, error) {
	tool := openai.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{Name: "open_gate", Parameters: gateSchema})
	asked := messages{openai.UserMessage(prompt)}
	completion, err := c.ask(ctx, asked, tool)
	if err != nil {
		return nil, err
	}
	message := completion.Choices[0].Message
	asked = append(asked, message.ToParam())
	for _, call := range message.ToolCalls {
		asked = append(asked, openai.ToolMessage(openGate(call.Function.Arguments), call.ID))
	}
	completion, err = c.ask(ctx, asked, tool)
	if err != nil {
		return nil, err
	}
	return answer(completion.Choices[0].Message.Content), nil
}

func (c Chat) schema(ctx context.Context, prompt string) (object, error) {
	schema := shared.ResponseFormatJSONSchemaJSONSchemaParam{Name: "report", Schema: reportSchema, Strict: openai.Bool(true)}
	completion, err := c.sdk.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{
		Model:    c.model,
		Messages: messages{openai.UserMessage(prompt)},
		ResponseFormat: openai.ChatCompletionNewParamsResponseFormatUnion{
			OfJSONSchema: &shared.ResponseFormatJSONSchemaParam{JSONSchema: schema},
		},
	})
	if err != nil {
		return nil, err
	}
	return value(completion.Choices[0].Message.Content)
}

func (c Chat) turns(ctx context.Context, first, second string) (object, error) {
	asked := messages{openai.UserMessage(first)}
	completion, err := c.ask(ctx, asked)
	if err != nil {
		return nil, err
	}
	completion, err = c.ask(ctx, append(asked, completion.Choices[0].Message.ToParam(), openai.UserMessage(second)))
	if err != nil {
		return nil, err
	}
	return answer(completion.Choices[0].Message.Content), nil
}
