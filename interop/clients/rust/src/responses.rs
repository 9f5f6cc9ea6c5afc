use crate::{answer, gate_schema, open_gate, report_schema, Case, Seen};
use async_openai::types::responses::{CreateResponse, OutputItem, Response, ResponseStreamEvent};
use futures::StreamExt;
use serde_json::{json, Value};

pub async fn attempt(case: &Case<'_>, method: &str) -> Seen {
    let asked = vec![user(case.prompts[0])];
    match method {
        "stream" => stream(case).await,
        "tools" => tools(case, asked).await,
        "schema" => {
            let format = json!({"type": "json_schema", "name": "report", "strict": true, "schema": report_schema()});
            let response = create(case, &asked, json!({"text": {"format": format}})).await?;
            Ok(json!({"value": serde_json::from_str::<Value>(&response.output_text().unwrap_or_default())?}))
        }
        "turns" => {
            let mut asked = asked;
            let response = create(case, &asked, json!({})).await?;
            asked.extend(items(&response)?);
            asked.push(user(case.prompts[1]));
            spoken(create(case, &asked, json!({})).await?)
        }
        _ => spoken(create(case, &asked, json!({})).await?),
    }
}

fn user(prompt: &str) -> Value {
    json!({"role": "user", "content": prompt})
}

fn request(case: &Case<'_>, input: &[Value], options: Value) -> Result<CreateResponse, serde_json::Error> {
    let mut request = json!({"model": case.model, "input": input});
    for (name, option) in options.as_object().into_iter().flatten() {
        request[name] = option.clone();
    }
    serde_json::from_value(request)
}

async fn create(case: &Case<'_>, input: &[Value], options: Value) -> Result<Response, Box<dyn std::error::Error>> {
    Ok(case.client.responses().create(request(case, input, options)?).await?)
}

async fn stream(case: &Case<'_>) -> Seen {
    let request = request(case, &[user(case.prompts[0])], json!({"stream": true}))?;
    let mut stream = case.client.responses().create_stream(request).await?;
    let (mut text, mut usage) = (String::new(), None);
    while let Some(event) = stream.next().await {
        match event? {
            ResponseStreamEvent::ResponseOutputTextDelta(delta) => text += &delta.delta,
            ResponseStreamEvent::ResponseCompleted(completed) => usage = completed.response.usage,
            _ => {}
        }
    }
    let usage = usage.ok_or("no usage")?;
    answer(text, usage.input_tokens, usage.output_tokens)
}

async fn tools(case: &Case<'_>, mut asked: Vec<Value>) -> Seen {
    let tools = json!({"tools": [{"type": "function", "name": "open_gate", "parameters": gate_schema(), "strict": true}]});
    let response = create(case, &asked, tools.clone()).await?;
    asked.extend(items(&response)?);
    for item in &response.output {
        if let OutputItem::FunctionCall(call) = item {
            let output = open_gate(&call.arguments)?;
            asked.push(json!({"type": "function_call_output", "call_id": call.call_id, "output": output}));
        }
    }
    spoken(create(case, &asked, tools).await?)
}

fn items(response: &Response) -> Result<Vec<Value>, serde_json::Error> {
    response.output.iter().map(serde_json::to_value).collect()
}

fn spoken(response: Response) -> Seen {
    let usage = response.usage.as_ref().ok_or("no usage")?;
    answer(
        response.output_text().unwrap_or_default(),
        usage.input_tokens,
        usage.output_tokens,
    )
}
