#pragma once

#include <fiberloom/core/training.hpp>
#include <memory>
#include <stop_token>

#include "training_problem.hpp"

namespace fiberloom::core {

/// What moves the parameters of a problem, an epoch at a time; what it must remember is in the problem's state.
class Optimiser {
 public:
  virtual ~Optimiser() = default;

  /// One epoch, counted at its end in the state; the sums are over all training records.
  ///
  /// Throws:  NumericalError "numerical.diverged"; as TrainingProblem::evaluate.
  virtual Tally epoch(TrainingProblem& problem, const std::stop_token& stop) = 0;
};

/// What an optimiser remembers before the first epoch.
void begin_optimiser(TrainingProblem& problem);

std::unique_ptr<Optimiser> make_optimiser(TrainingMethod method);

}  // namespace fiberloom::core
