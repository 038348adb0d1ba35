#include "optimiser.hpp"

#include <algorithm>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/sampling.hpp>

namespace fiberloom::core {
namespace {

class AdamOptimiser final : public Optimiser {
 public:
  Tally epoch(TrainingProblem& problem, const std::stop_token& stop) override {
    TrainingState& state = problem.state();
    const LabelledSeries& training = problem.split().training;
    const std::size_t count = training.labels.size();
    const std::size_t batch = batch_size(problem);
    const std::vector<std::size_t> order = seeded_permutation(
        count, problem.options().seed, static_cast<std::uint64_t>(state.epochs_done));
    const std::span<const std::size_t> rows(order);
    problem.embedding().begin_epoch(state.epochs_done);
    Adam adam(problem.groups());
    adam.restore(state.adam);
    Tally tally;
    for (std::size_t begin = 0; begin < count; begin += batch) {
      minibatch(problem, adam,
                subset(training, rows.subspan(begin, std::min(batch, count - begin))), tally, stop);
    }
    state.adam = adam.state();
    ++state.epochs_done;
    problem.readout().settle(problem.embedding(), training, state);
    return tally;
  }

 private:
  static std::size_t batch_size(const TrainingProblem& problem) {
    const auto wanted = static_cast<std::size_t>(problem.options().batch_size);
    return wanted > 0 ? wanted : problem.split().training.labels.size();
  }

  static void minibatch(TrainingProblem& problem, Adam& adam, const LabelledSeries& rows,
                        Tally& tally, const std::stop_token& stop) {
    std::vector<double> parameters = problem.parameters();
    std::vector<double> gradient(parameters.size(), 0.0);
    problem.evaluate(rows, gradient, tally, stop);
    if (!std::isfinite(tally.loss)) {
      throw NumericalError("numerical.diverged",
                           "training: the loss is no longer finite; lower the learning rates");
    }
    const std::size_t batch = batch_size(problem);
    const std::size_t steps = (problem.split().training.labels.size() + batch - 1) / batch;
    const auto total = problem.options().epochs * static_cast<std::int64_t>(steps);
    adam.step(parameters, gradient, cosine_schedule(adam.state().step, total),
              problem.group_factors());
    problem.take(parameters);
  }
};

// One iteration an epoch. Feature scaling and noise stay as they were at the start: the objective must stand still.
class LbfgsOptimiser final : public Optimiser {
 public:
  Tally epoch(TrainingProblem& problem, const std::stop_token& stop) override {
    TrainingState& state = problem.state();
    Lbfgs lbfgs;
    lbfgs.restore(state.lbfgs);
    if (state.epochs_done == problem.readout().classifier_only_epochs()) {
      lbfgs.forget();  // from now on the light moves, too
    }
    problem.embedding().begin_epoch(0);
    std::vector<double> point = problem.parameters();
    std::vector<double> evaluated;
    Tally tally;
    const auto evaluate = [&](std::span<const double> at, std::span<double> gradient) {
      evaluated.assign(at.begin(), at.end());
      tally = {};
      return loss_at(problem, at, gradient, tally, stop);
    };
    lbfgs.step(point, objective_of(problem, evaluate));
    if (evaluated != point) {
      std::vector<double> unused(point.size());
      evaluate(point, unused);
    }
    state.lbfgs = lbfgs.state();
    ++state.epochs_done;
    return tally;
  }

 private:
  template <class Evaluate>
  static Objective objective_of(const TrainingProblem& problem, const Evaluate& evaluate) {
    Objective objective{.evaluate = evaluate};
    if (!problem.options().constraints.empty()) {
      objective.project = [&problem](std::span<double> point) { problem.project(point); };
    }
    return objective;
  }

  // Mean loss and weight decay; parameters that stand still have no slope.
  static double loss_at(TrainingProblem& problem, std::span<const double> point,
                        std::span<double> gradient, Tally& tally, const std::stop_token& stop) {
    const LabelledSeries& training = problem.split().training;
    std::ranges::fill(gradient, 0.0);
    problem.take(point);
    problem.evaluate(training, gradient, tally, stop);
    double loss = tally.loss / static_cast<double>(training.labels.size());
    const std::vector<AdamGroup> groups = problem.groups();
    const std::vector<double> factors = problem.group_factors();
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const double moves = groups[g].rate * factors[g] > 0.0 ? 1.0 : 0.0;
      for (std::size_t j = 0; j < groups[g].size; ++j) {
        loss += 0.5 * groups[g].weight_decay * point[j] * point[j];
        gradient[j] = moves * (gradient[j] + groups[g].weight_decay * point[j]);
      }
      point = point.subspan(groups[g].size);
      gradient = gradient.subspan(groups[g].size);
    }
    return loss;
  }
};

}  // namespace

void begin_optimiser(TrainingProblem& problem) {
  problem.state().adam = Adam(problem.groups()).state();
}

std::unique_ptr<Optimiser> make_optimiser(TrainingMethod method) {
  if (method == TrainingMethod::lbfgs) {
    return std::make_unique<LbfgsOptimiser>();
  }
  return std::make_unique<AdamOptimiser>();
}

}  // namespace fiberloom::core
