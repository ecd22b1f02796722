// What must hold of every format of fields, for the targets mrz and field.
#pragma once

#include "sealflow/field.hpp"

namespace fuzz {

/// The refusal of a field's value has its place and one of the documented reasons.
void must_be_refusal(const sealflow::FieldSpec& spec, const sealflow::Error& error);

/// What is stored passes once more, and comes out the same with the same derived outputs; and it
/// derives what the table of formats says.
void must_be_settled(const sealflow::FieldSpec& spec, const sealflow::FieldValue& value,
                     std::int64_t now);

}  // namespace fuzz
