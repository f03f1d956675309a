"""The 17 labels of labels.md, in its order, with their Chinese names."""

from __future__ import annotations

CHINESE = {
    "preamble": "报告说明",
    "overview": "总体概述",
    "proactive": "主动公开",
    "on_request": "依申请公开",
    "management": "政府信息管理",
    "platform": "平台建设",
    "supervision": "监督保障",
    "interpretation": "解读回应",
    "other_work": "其他工作",
    "review_litigation": "复议诉讼",
    "problem": "存在问题",
    "improvement": "改进措施",
    "rectification": "整改情况",
    "lead_in": "引导语",
    "fee_note": "收费说明",
    "nothing_to_report": "无报告事项",
    "other_matter": "其他事项",
}
LABELS = tuple(CHINESE)
NUMBER = {label: number for number, label in enumerate(LABELS)}
