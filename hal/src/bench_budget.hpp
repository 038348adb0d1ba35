#pragma once

#include <fiberloom/hal/error_budget.hpp>

#include "waterfall.hpp"

namespace fiberloom::hal {

// The waterfall of a bench, from the generator to the digitiser.

void add_mapping_errors(Waterfall& waterfall, const Plan& plan,
                        const ModelSensitivity& sensitivity);
void add_transmitter_errors(Waterfall& waterfall, const BenchBudgetQuestion& question);
void add_dispersion_errors(Waterfall& waterfall, const BenchBudgetQuestion& question);
void add_nonlinear_errors(Waterfall& waterfall, const BenchBudgetQuestion& question);
void add_amplifier_errors(Waterfall& waterfall, const BenchBudgetQuestion& question);
void add_receiver_errors(Waterfall& waterfall, const BenchBudgetQuestion& question);

}  // namespace fiberloom::hal
