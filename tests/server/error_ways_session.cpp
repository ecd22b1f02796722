// Errors in the form of session calls, and those that end a run.
#include "error_ways.hpp"
#include "server/engine/walk.hpp"

namespace sealflow::server::test {
namespace {

const Value consent = Value::object({{"accepted", true}});

void publish(Server& server, std::string_view change, std::string_view to) {
  std::string flow(flow_text);
  flow.replace(flow.find(change), change.size(), to);
  flow.replace(flow.find("1.0.0"), 5, "2.0.0");
  server.services->store.write([&](Transaction& transaction) {
    return publish_flow(transaction, *server.services, server.app.client_key, flow, server.now)
        .value();
  });
}

Page launched(Server& server) {
  Page page(server, server.handshake());
  page.launch();
  return page;
}

Page at_form(Server& server) {
  Page page(server, server.handshake());
  page.to_form();
  return page;
}

Page at_document(Server& server) {
  Page page = at_form(server);
  page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
  return page;
}

Answer send_code(Page& page) {
  return page.command(Value::object({{"type", "send_code"}, {"stage", "FS0otp"}}));
}

std::string link(Server& server, const Page& page) {
  return server.send("POST", page.path("handoff"), page.headers()).body["code"].as_string();
}

/// Of a flow that has this stage alone.
Page at_only_stage(Server& server, const std::string& stage) {
  server.publish(R"({"id": "FX0only", "version": "1.0.0", "start": "FS0only", "stages": [{"id":
    "FS0only", )" +
                 stage + R"(, "next": "done"}], "ends": {"done": {"status": "auto_approved"}},
    "variables": {"user": {"type": "string", "source": "backend", "required": true}}})");
  Page page(server, server.handshake(Value::object(
                        {{"flow", "FX0only"}, {"variables", with("user", "sim-unavailable")}})));
  page.launch();
  return page;
}

/// The page ends the run: the code stands in the event, and its text is delivered.
Answer failed(Server& server, std::string_view code) {
  Page page = launched(server);
  return page.command(Value::object({{"type", "fail"}, {"input", with("code", code)}}));
}

/// A row that only a mistake of ours could write.
Answer nonsense(Server& server) {
  const std::string id = server.handshake();
  server.services->store.write([&](Transaction& transaction) {
    const auto row = find_handshake(transaction.db(), id);
    const auto key = server.services->vault.unwrap(row->wrapped_key, id);
    const auto sealed = seal_field(id, *key, "variables", "{");
    return transaction.db().run("UPDATE handshakes SET sealed_variables = ?2 WHERE id = ?1", id,
                                Blob{sealed});
  });
  return Page(server, id).launch();
}

}  // namespace

std::vector<Way> session_ways() {
  const auto launch = [](const char* name, Value value) {
    return [=](Server& s) { return Page(s, s.handshake()).launch(with(name, value)); };
  };
  const auto submit = [](Page (*at)(Server&), const char* stage, Value input) {
    return [=](Server& s) { return at(s).submit(stage, input); };
  };
  const auto command = [](const char* type) {
    return [=](Server& s) { return launched(s).command(with("type", type)); };
  };
  using enum Way::Form;
  return {
      {"malformed_request", session, launch("retry", "yes")},
      {"invalid_json", session, [](Server& s) { return launched(s).post("{"); }},
      {"invalid_input", session, submit(launched, "FS0consent", with("accepted", false))},
      {"invalid_variables", session, launch("variables", with("userType", "robot"))},
      {"flow_inactive", session,
       [](Server& s) {
         Page page(s, s.handshake());
         s.tamper("UPDATE flows SET active = 0");
         return page.launch();
       }},
      {"stage_unknown", session, submit(launched, "FS0nothing", Value::object())},
      {"command_unknown", session, command("effect_result")},
      {"client_parameters_invalid", session, launch("clientKey", "abc")},
      {"code_expired", session,
       [](Server& s) {
         Page page = at_code(s);
         s.now += 10 * minute_ms;
         return page.submit("FS0otp", with("code", "000000"));
       }},
      {"media_too_large", session,
       [](Server& s) { return launched(s).upload(std::string(max_media_bytes + 1, 'x')); }},
      {"media_type_invalid", session, [](Server& s) { return launched(s).upload("GIF89a"); }},
      {"media_unknown", session, submit(at_document, "FS0doc", with("front", new_media_id()))},
      {"token_required", session,
       [](Server& s) { return s.send("GET", launched(s).path("events")); }},
      {"token_invalid", session,
       [](Server& s) {
         Page page = launched(s);
         page.token = "x";
         return page.events();
       }},
      {"token_expired", session,
       [](Server& s) {
         Page page = launched(s);
         s.now += 30 * minute_ms;
         return page.events();
       }},
      {"token_mismatch", session,
       [](Server& s) {
         Page page = launched(s);
         page.id = s.handshake();
         return page.events();
       }},
      {"forbidden", session,
       [](Server& s) {
         Page page(s, s.handshake());
         s.tamper("UPDATE apps SET active = 0 WHERE client_key = '" + s.app.client_key + "'");
         s.create_app({"Other", "sandbox", {std::string(page_origin)}, {}});
         return page.launch();
       }},
      {"origin_not_allowed", session,
       [](Server& s) {
         return s.send("POST", Page(s, s.handshake()).path("launch"), {{"origin", "https://x.y"}});
       }},
      {"not_owner", session,
       [](Server& s) { return Page(s, at_code(s).id).launch(with("retry", true)); }},
      {"attempts_exhausted", session,
       [](Server& s) {
         Page page = at_code(s);
         for (int i = 0; i < 3; ++i) {
           s.now += 30 * second_ms;
           send_code(page);
         }
         s.now += 30 * second_ms;
         return send_code(page);
       }},
      {"client_key_invalid", session, launch("clientKey", std::string(32, 'a'))},
      {"too_many_files", session,
       [](Server& s) {
         Page page = launched(s);
         for (int i = 0; i < 40; ++i) page.upload(png());
         return page.upload(png());
       }},
      {"not_found", session, [](Server& s) { return s.send("GET", "/v1/nothing"); }},
      {"handshake_unknown", session,
       [](Server& s) { return Page(s, "DS0" + std::string(22, 'x')).launch(); }},
      {"method_not_allowed", session,
       [](Server& s) { return s.send("PUT", Page(s, "DS0x").path("launch")); }},
      {"handshake_consumed", session,
       [](Server& s) {
         Page page(s, s.handshake());
         page.to_end();
         page.command(with("type", "acknowledge"));
         return page.launch();
       }},
      {"seq_conflict", session,
       [](Server& s) {
         Page page = launched(s);
         page.seq = 0;
         return page.submit("FS0consent", consent);
       }},
      {"session_superseded", session,
       [](Server& s) {
         Page desk = launched(s);
         Page(s, desk.id).launch(with("handoff", link(s, desk)));
         return desk.submit("FS0consent", consent);
       }},
      {"session_active", session,
       [](Server& s) {
         publish(s, "\"ends\":", R"("resume": {"parallelSessions": "oldest"}, "ends":)");
         Page desk = at_code(s);
         return Page(s, desk.id)
             .launch(Value::object({{"handoff", link(s, desk)}, {"retry", true}}));
       }},
      {"stage_not_current", session, submit(launched, "FS0form", Value::object())},
      {"run_ended", session,
       [](Server& s) {
         Page page = launched(s);
         page.command(with("type", "skip"));
         return page.submit("FS0consent", consent);
       }},
      {"link_used", session,
       [](Server& s) {
         Page desk = launched(s);
         const auto code = link(s, desk);
         Page(s, desk.id).launch(with("handoff", code));
         return Page(s, desk.id).launch(with("handoff", code));
       }},
      {"no_outcome", session, command("acknowledge")},
      {"stage_waiting", session,
       [](Server& s) {
         return at_only_stage(s, R"("type": "review", "decisions": ["yes"])")
             .submit("FS0only", with("decision", "yes"));
       }},
      {"too_soon", session,
       [](Server& s) {
         Page page = at_code(s);
         return send_code(page);
       }},
      {"handshake_expired", session,
       [](Server& s) {
         Page page(s, s.handshake());
         s.now += day_ms;
         return page.launch();
       }},
      {"link_expired", session, launch("handoff", std::string(43, 'a'))},
      {"handshake_archived", session,
       [](Server& s) {
         Page page(s, s.handshake());
         on(s, page.id, "archive");
         return page.launch();
       }},
      {"handshake_cancelled", session,
       [](Server& s) {
         Page page(s, s.handshake());
         on(s, page.id, "cancel");
         return page.launch();
       }},
      {"handshake_erased", session,
       [](Server& s) {
         Page page(s, s.handshake());
         on(s, page.id, "erase");
         return page.launch();
       }},
      {"body_too_large", session,
       [](Server& s) { return launched(s).post(std::string(max_json_bytes + 1, ' ')); }},
      {"content_type_invalid", session,
       [](Server& s) { return launched(s).upload("x", "text/plain"); }},
      {"idempotency_mismatch", session,
       [](Server& s) {
         Page page = launched(s);
         page.post(page.body_of(Value::object(
                       {{"type", "submit"}, {"stage", "FS0consent"}, {"input", consent}})),
                   "key");
         return page.post(page.body_of(with("type", "skip")), "key");
       }},
      {"sdk_too_old", session, launch("launcher", "0.0.1")},
      {"rate_limited", session,
       [](Server& s) {
         Page guess(s, "DS0" + std::string(22, 'x'));
         for (int i = 0; i < 30; ++i) guess.launch();
         return guess.launch();
       }},
      {"internal", session, nonsense},
      {"log_damaged", session,
       [](Server& s) { return damaged(s, [](Page& page) { return page.events(); }); }},
      {"unavailable", session,
       [](Server& s) {
         Page page = launched(s);
         s.tamper("ALTER TABLE sessions RENAME TO elsewhere");
         return page.events();
       }},
  };
}

/// What ends a run is told as its outcome, in an answer that says 200.
std::vector<Way> outcome_ways() {
  std::vector<Way> ways;
  for (const auto* code :
       {"session_timed_out", "camera_unavailable", "storage_unavailable", "location_unavailable"}) {
    ways.push_back({code, Way::outcome, [=](Server& s) { return failed(s, code); }});
  }
  ways.push_back({"provider_failed", Way::outcome, [](Server& s) {
                    Page page = at_only_stage(s, R"("type": "biometric", "provider": "nobody",
                      "mode": "enrol", "toRule": "inputs.user")");
                    EffectsWorker(*s.services).run_once();
                    return page.events();
                  }});
  ways.push_back({"rule_error", Way::outcome, [](Server& s) {
                    publish(s, "inputs.mobile", "inputs.userType");
                    return at_code(s).events();
                  }});
  return ways;
}

}  // namespace sealflow::server::test
