// The commands. Each prints its outcome and gives the exit code.
#pragma once

#include "cli/options.hpp"

namespace sealflow::cli {

// flow.cpp
int flow_check(const Options& options);
int flow_draw(const Options& options);
int flow_publish(const Options& options);
int flow_activate(const Options& options);
int flow_deactivate(const Options& options);
int flow_text(const Options& options);
// explain.cpp
int rule_eval(const Options& options);
int show_plan(const Options& options);
// messages.cpp
int list_messages(const Options& options);
// app.cpp
int app_create(const Options& options);
int app_list(const Options& options);
int app_change(const Options& options);
int app_activate(const Options& options);
int app_deactivate(const Options& options);
int app_rotate_token(const Options& options);
int app_rotate_secret(const Options& options);
int clock_advance(const Options& options);
// master_key.cpp
int master_key_create(const Options& options);
int master_key_list(const Options& options);
int master_key_rewrap(const Options& options);
// retention.cpp
int retention_set(const Options& options);
int retention_list(const Options& options);
int retention_run(const Options& options);
// handshake.cpp
int handshake_create(const Options& options);
int handshake_list(const Options& options);
int handshake_archive(const Options& options);
int handshake_cancel(const Options& options);
int handshake_erase(const Options& options);
// audit.cpp
int audit_export(const Options& options);
int audit_verify(const Options& options);
// webhook.cpp
int webhook_set(const Options& options);
int webhook_list(const Options& options);
int webhook_remove(const Options& options);
int webhook_secret_rotate(const Options& options);
int webhook_dead(const Options& options);
int webhook_redeliver(const Options& options);
int webhook_fire(const Options& options);
// result.cpp
int result_verify(const Options& options);
// provider.cpp
int provider_check(const Options& options);
// review.cpp
int review_list(const Options& options);
int review_decide(const Options& options);
// receipt.cpp
int receipt_key_create(const Options& options);
int receipt_key_jwks(const Options& options);
int receipt_sign(const Options& options);
int receipt_verify(const Options& options);
// receipt_key.cpp: the server's own
int receipt_key_list(const Options& options);
int receipt_key_rotate(const Options& options);
int receipt_key_withdraw(const Options& options);
// log.cpp
int log_verify(const Options& options);
int log_replay(const Options& options);
int log_export(const Options& options);
// backup.cpp
int backup(const Options& options);
int restore(const Options& options);
int doctor(const Options& options);
// core.cpp
int call_core(const Options& options);

}  // namespace sealflow::cli
