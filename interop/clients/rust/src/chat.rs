use crate::{answer, gate_schema, open_gate, report_schema, Case, Seen};
use async_openai::error::OpenAIError;
use async_openai::types::chat::{ChatCompletionMessageToolCalls, CreateChatCompletionRequest, CreateChatCompletionResponse};
use futures::StreamExt;
use serde_json::{json, Value};

pub async fn attempt(case: &Case<'_>, method: &str) -> Seen {
    let asked = vec![user(case.prompts[0])];
    match method {
        "stream" => stream(case, asked).await,
        "tools" => tools(case, asked).await,
        "schema" => {
            let format =
                json!({"type": "json_schema", "json_schema": {"name": "report", "strict": true, "schema": report_schema()}});
            let completion = create(case, &asked, json!({"response_format": format})).await?;
            Ok(json!({"value": serde_json::from_str::<Value>(&text(&completion))?}))
        }
        "turns" => {
            let mut asked = asked;
            let completion = create(case, &asked, json!({})).await?;
            asked.push(serde_json::to_value(&completion.choices[0].message)?);
            asked.push(user(case.prompts[1]));
            spoken(create(case, &asked, json!({})).await?)
        }
        _ => spoken(create(case, &asked, json!({})).await?),
    }
}

fn user(prompt: &str) -> Value {
    json!({"role": "user", "content": prompt})
}

fn request(case: &Case<'_>, messages: &[Value], options: Value) -> Result<CreateChatCompletionRequest, serde_json::Error> {
    let mut request = json!({"model": case.model, "messages": messages});
    for (name, option) in options.as_object().into_iter().flatten() {
        request[name] = option.clone();
    }
    serde_json::from_value(request)
}

async fn create(
    case: &Case<'_>,
    messages: &[Value],
    options: Value,
) -> Result<CreateChatCompletionResponse, Box<dyn std::error::Error>> {
    Ok(case.client.chat().create(request(case, messages, options)?).await?)
}

async fn stream(case: &Case<'_>, asked: Vec<Value>) -> Seen {
    let options = json!({"stream": true, "stream_options": {"include_usage": true}});
    let mut stream = case.client.chat().create_stream(request(case, &asked, options)?).await?;
    let (mut text, mut usage) = (String::new(), None);
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|error: OpenAIError| Box::new(error))?;
        text.extend(chunk.choices.iter().filter_map(|choice| choice.delta.content.clone()));
        usage = chunk.usage.or(usage);
    }
    let usage = usage.ok_or("no usage")?;
    answer(text, usage.prompt_tokens, usage.completion_tokens)
}

async fn tools(case: &Case<'_>, mut asked: Vec<Value>) -> Seen {
    let tools = json!({"tools": [{"type": "function", "function": {"name": "open_gate", "parameters": gate_schema()}}]});
    let completion = create(case, &asked, tools.clone()).await?;
    let message = &completion.choices[0].message;
    asked.push(serde_json::to_value(message)?);
    for call in message.tool_calls.iter().flatten() {
        if let ChatCompletionMessageToolCalls::Function(call) = call {
            asked.push(json!({"role": "tool", "tool_call_id": call.id, "content": open_gate(&call.function.arguments)?}));
        }
    }
    spoken(create(case, &asked, tools).await?)
}

fn text(completion: &CreateChatCompletionResponse) -> String {
    completion.choices[0].message.content.clone().unwrap_or_default()
}

fn spoken(completion: CreateChatCompletionResponse) -> Seen {
    let usage = completion.usage.as_ref().ok_or("no usage")?;
    answer(text(&completion), usage.prompt_tokens, usage.completion_tokens)
}
