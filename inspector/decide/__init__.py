"""The verdict: deviation and limits in, defects and outcome out."""
