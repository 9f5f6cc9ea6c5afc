//! Runs the cases of async-openai and prints what it saw of each, one JSON object a line. Arguments: the variant, and a
//! plan {base_url, cases: [{case, do, key, model, prompts}]}.

mod chat;
mod responses;

use async_openai::{config::OpenAIConfig, error::OpenAIError, Client};
use serde_json::{json, Value};
use std::time::Instant;

type Seen = Result<Value, Box<dyn std::error::Error>>;

struct Case<'a> {
    client: Client<OpenAIConfig>,
    model: &'a str,
    prompts: Vec<&'a str>,
}

fn answer(text: String, input_tokens: u32, output_tokens: u32) -> Seen {
    Ok(json!({"text": text, "usage": [input_tokens, output_tokens]}))
}

fn open_gate(arguments: &str) -> Result<String, serde_json::Error> {
    let called: Value = serde_json::from_str(arguments)?;
    Ok(format!("{} is open", called["gate"].as_str().unwrap_or_default()))
}

fn gate_schema() -> Value {
    json!({"type": "object", "properties": {"gate": {"type": "string"}}, "required": ["gate"], "additionalProperties": false})
}

fn report_schema() -> Value {
    json!({"type": "object", "properties": {"gate": {"type": "string"}, "open": {"type": "boolean"}},
           "required": ["gate", "open"], "additionalProperties": false})
}

fn raised(error: Box<dyn std::error::Error>) -> Value {
    let message = error.to_string();
    match error.downcast_ref::<OpenAIError>() {
        Some(OpenAIError::ApiError(refused)) => {
            json!({"raised": "ApiError", "status": refused.status_code.as_u16(), "message": message})
        }
        Some(_) => json!({"raised": "OpenAIError", "status": null, "message": message}),
        None => json!({"raised": "Error", "status": null, "message": message}),
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let plan: Value = serde_json::from_str(&arguments[2]).expect("a plan");
    for each in plan["cases"].as_array().expect("cases") {
        let text = |name: &str| each[name].as_str().expect("a text");
        let config = OpenAIConfig::new()
            .with_api_base(plan["base_url"].as_str().expect("a URL"))
            .with_api_key(text("key"));
        let prompts = each["prompts"]
            .as_array()
            .expect("prompts")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let case = Case {
            client: Client::with_config(config),
            model: text("model"),
            prompts,
        };
        let began = Instant::now();
        let seen = match (arguments[1].as_str(), text("do")) {
            ("chat", method) => chat::attempt(&case, method).await,
            (_, method) => responses::attempt(&case, method).await,
        };
        let seconds = (began.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        let mut result = seen.map_or_else(raised, |seen| json!({"seen": seen}));
        result["case"] = json!(text("case"));
        result["seconds"] = json!(seconds);
        println!("{result}");
    }
}
