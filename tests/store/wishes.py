"""A callback request to keep, as the tests need it; run as a program it keeps them until it is killed."""

from __future__ import annotations

import sys
from datetime import datetime
from itertools import count

from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.outcomes import Referral

AT = datetime(2026, 3, 2, 9, 30)
HEATING = Referral("M16", "dept-M16", "供暖", "朝阳区", "屋里才十三四度")
TOMORROW = Window(datetime(2026, 3, 3, 14), datetime(2026, 3, 3, 18), "明天下午")


def wish(call_id: str = "c1", number: str = "13800138000") -> CallbackRequest:
    return CallbackRequest(call_id, "12345", number, "01066120000", HEATING, TOMORROW, AT)


if __name__ == "__main__":
    ledger = SqlLedger(sys.argv[1])
    for number in count():
        call_id = f"{sys.argv[2]}-{number}"
        ledger.begin_call(call_id, "12345", "", AT)
        print(call_id, ledger.keep_callback(wish(call_id, call_id)), flush=True)
