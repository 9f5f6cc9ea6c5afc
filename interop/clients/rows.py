"""The clients: one row for each of the two paths that a client can ask."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}


@dataclass(frozen=True)
class Language:
    """`lock` is the file that pins the packages, and `line` how it says one's version."""

    name: str
    lock: str
    line: str
    command: Callable[[Path, str], tuple]


def python(made, program):
    # llama-index and instructor need an openai below 3
    venv = "python-openai-2" if program in ("llama_index", "instructor") else "python-openai-3"
    return made / venv / "bin/python", HERE / f"python/with_{program}.py"


PYTHON = Language("Python", "python/requirements-openai-?.txt", r"^{}==(\S+)", python)
JAVASCRIPT = Language(
    "JavaScript",
    "javascript/package.json",
    r'"{}": "(.+)"',
    lambda made, program: ("node", made / f"npm/with_{program}.mjs"),
)
GO = Language("Go", "go/go.mod", r"/{}/v\d+ v(\S+)", lambda made, program: (made / "go/clients",))
JAVA = Language(
    "Java",
    "java/pom.xml",
    r"<artifactId>{}</artifactId>\s*<version>(.+)</version>",
    lambda made, program: ("java", "-cp", f"{made}/java/classes:{made}/java/lib/*", f"With{program}"),
)
RUST = Language(
    "Rust", "rust/Cargo.toml", r'^{} = .*"=([0-9.]+)"', lambda made, program: (made / "rust/debug/clients",)
)


@dataclass(frozen=True)
class Row:
    """`how` is what a user writes to get this path; None where it is the client's default."""

    language: Language
    packages: tuple[str, ...]
    program: str
    variant: str
    how: str | None

    @property
    def name(self):
        return f"{self.program}-{self.language.name}-{self.variant}".lower().replace("_", "-")

    @property
    def path(self):
        return PATHS[self.variant]

    def title(self):
        versions = ", ".join(f"{package} {self.version(package)}" for package in self.packages)
        return f"{versions} ({self.language.name})" + (f": `{self.how}`" if self.how else "")

    def version(self, package):
        # the one with the newer openai first
        for lock in sorted(HERE.glob(self.language.lock), reverse=True):
            if found := re.search(self.language.line.format(re.escape(package)), lock.read_text(), re.MULTILINE):
                return found[1]
        raise SystemExit(f"{self.language.lock} doesn't have {package}")

    def command(self, made):
        return [*map(str, self.language.command(made, self.program)), self.variant]


def rows(language, program, packages, **hows):
    return [Row(language, tuple(packages.split()), program, variant, how) for variant, how in hows.items()]


ROWS = [
    *rows(PYTHON, "openai", "openai", chat="chat.completions", responses="responses"),
    *rows(JAVASCRIPT, "openai", "openai", chat="chat.completions", responses="responses"),
    *rows(GO, "openai", "openai-go", chat="Chat.Completions", responses="Responses"),
    *rows(JAVA, "OpenAi", "openai-java", chat="chat().completions()", responses="responses()"),
    *rows(RUST, "async_openai", "async-openai", chat="chat()", responses="responses()"),
    *rows(PYTHON, "langchain", "langchain-openai", chat=None, responses="use_responses_api=True"),
    *rows(JAVASCRIPT, "langchain", "@langchain/openai", chat=None, responses="useResponsesApi: true"),
    *rows(JAVA, "LangChain4j", "langchain4j-open-ai", chat="OpenAiChatModel", responses="OpenAiResponsesChatModel"),
    *rows(PYTHON, "llama_index", "llama-index-llms-openai", chat="OpenAI", responses="OpenAIResponses"),
    *rows(JAVASCRIPT, "ai", "@ai-sdk/openai ai", responses=None, chat="openai.chat()"),
    *rows(JAVASCRIPT, "ai_compatible", "@ai-sdk/openai-compatible ai", chat="supportsStructuredOutputs: true"),
    *rows(PYTHON, "pydantic_ai", "pydantic-ai-slim", responses="OpenAIResponsesModel", chat="OpenAIChatModel"),
    *rows(PYTHON, "agents", "openai-agents", responses=None, chat='set_default_openai_api("chat_completions")'),
    *rows(JAVASCRIPT, "agents", "@openai/agents", responses=None, chat="useResponses: false"),
    *rows(PYTHON, "instructor", "instructor", chat=None, responses="Mode.RESPONSES_TOOLS"),
    *rows(PYTHON, "dspy", "dspy", chat=None, responses='model_type="responses"'),
    *rows(PYTHON, "litellm", "litellm", chat="completion()", responses="responses()"),
]
