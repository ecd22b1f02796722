// Sealflow's core: what a verification flow does next, and proof of what it did.
//
//   #include <sealflow/sealflow.hpp>
//
//   auto flow = sealflow::parse_flow(text);                  // flow_invalid lists every problem
//   sealflow::State state;                                   // nothing happened yet
//   auto decision = sealflow::decide(*flow, state, command, now);
//   for (const auto& event : decision->events) sealflow::evolve(state, event);
//   auto call = sealflow::dispatch(state, delivery);         // success, error or skip, once
//
// Read the headers in this order:
#pragma once

#include "sealflow/api.hpp"        // all of it as text
#include "sealflow/decide.hpp"     // the rules of a run
#include "sealflow/dispatch.hpp"   // which handler is called
#include "sealflow/errors.hpp"     // the catalogue of them
#include "sealflow/es256.hpp"      // signatures with a private key
#include "sealflow/event.hpp"      // facts
#include "sealflow/field.hpp"      // formats of what people type
#include "sealflow/flow.hpp"       // the definition
#include "sealflow/json.hpp"       // values, strict parsing, the two writers
#include "sealflow/jwks.hpp"       // public keys
#include "sealflow/log.hpp"        // the hash chain
#include "sealflow/messages.hpp"   // what people are told, in their language
#include "sealflow/plan.hpp"       // what a launch will do, and why
#include "sealflow/receipt.hpp"    // statements that anybody can check
#include "sealflow/result.hpp"     // how failures are reported
#include "sealflow/rule.hpp"       // conditions
#include "sealflow/signature.hpp"  // hashes and signatures
#include "sealflow/state.hpp"      // what they add up to
#include "sealflow/webhook.hpp"    // signatures of webhooks
