"""Scripted callers and agents: real SIP and RTP against a running hotline. No part of the product."""
