package dev.regrant.bootstrap;

record DatabaseSettings(String url, String user, String password) {}
