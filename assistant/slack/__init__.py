"""Questions and answers in Slack: `app` wires, `listeners` hear, `blocks` render, `people` say who may see."""
