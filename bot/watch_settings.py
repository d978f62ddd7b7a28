from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class WatchSettings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field("127.0.0.1", description="Where /health and /metrics are asked for.")
    port: int | None = Field(None, ge=0, le=65535, description="None: nowhere.")
    alarm: bool = Field(default=True, description="Tell administrators in chat what stays broken.")
