"""Asks for trials, trains, tells: python3 worker.py http://127.0.0.1:8080 EXPERIMENT"""
import json, math, os, sys, time, urllib.error, urllib.request, uuid

if len(sys.argv) != 3: sys.exit(__doc__)

def post(path, **body):
    url = f"{sys.argv[1]}/api/v1/experiments/{sys.argv[2]}/{path}"
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    while True:  # what got no answer is sent again as it was
        try:
            return json.load(urllib.request.urlopen(urllib.request.Request(url, json.dumps(body).encode(), headers)))
        except urllib.error.HTTPError as error:
            if error.code == 409: return {"stop": True}  # the trial has ended, or is another worker's by now
            if error.code != 503: sys.exit(json.load(error)["detail"])
        except OSError: pass
        time.sleep(1)

def train(x, y):  # your training: yields a value after each epoch
    for epoch in range(1, 11):
        time.sleep(0.05)
        yield (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2 + 9.602 * math.cos(x) + 10 + 1 / epoch

while (asked := post("trials:suggest", worker=f"python-{os.getpid()}"))["state"] == "RUNNING":
    for trial in asked["trials"]:
        for seq, value in enumerate(train(**trial["params"]), 1):
            told = post(f"trials/{trial['trial']}:report", attempt=trial["attempt"], metric="value", value=value, seq=seq)
            if told["stop"]: break
        post(f"trials/{trial['trial']}:complete", attempt=trial["attempt"], state="CANCELED" if told["stop"] else "COMPLETED")
    if not asked["trials"]: time.sleep(0.5)  # the limits allow no more at the moment
