#include "lane_engine.hpp"

#include <algorithm>

namespace fiberloom::core {
namespace {

template <class Real>
bool is_spectral(const Step<Real>& step) {
  return std::holds_alternative<SpectralStep<Real>>(step);
}

template <class Real>
bool suits_step(const Step<Real>& step) {
  return !std::holds_alternative<ReactionStep>(step);
}

// The kernels speak of a point at a time; where the columns stand between two passes is kept here.
template <class Real>
class GroupPasses {
 public:
  GroupPasses(const Kernels<Real>& kernels, const LaneGeometry<Real>& geometry, Real* group)
      : kernels_(kernels), geometry_(geometry), group_(group) {}

  void to_spectra() {
    if (!columns_are_spectra_) {
      rotate({}, true);
    }
  }
  void to_fields() {
    if (columns_are_spectra_) {
      rotate({}, false);
    }
  }
  void filter(const RowPass<Real>& pass) {
    to_spectra();
    kernels_.pass_rows(geometry_, group_, pass);
  }
  void filter_back(const RowPass<Real>& pass) {
    to_spectra();
    kernels_.pass_rows_back(geometry_, group_, pass);
  }
  void rotate(ColumnPass<Real> pass, bool a_filter_follows) {
    pass.begins_inverse = columns_are_spectra_;
    pass.ends_forward = a_filter_follows;
    kernels_.pass_columns(geometry_, group_, pass);
    columns_are_spectra_ = a_filter_follows;
  }

 private:
  const Kernels<Real>& kernels_;
  const LaneGeometry<Real>& geometry_;
  Real* group_;
  bool columns_are_spectra_ = false;
};

template <class Real>
ColumnPass<Real> pass_of(const PhaseStep<Real>& step, ColumnWork work) {
  return {.work = work,
          .gamma = step.gamma,
          .potential = step.potential.empty() ? nullptr : step.potential.data()};
}

}  // namespace

template <class Real>
bool LaneEngine<Real>::suits(const Cascade<Real>& cascade) {
  return LaneTransformPlan<Real>::takes(cascade.grid().size()) &&
         std::ranges::all_of(cascade.steps(), suits_step<Real>);
}

template <class Real>
LaneEngine<Real>::LaneEngine(const Cascade<Real>& cascade)
    : cascade_(cascade),
      kernels_(kernels<Real>()),
      plan_(cascade.grid().size()),
      weights_(cascade, plan_.bins()) {
  refresh();
}

template <class Real>
std::vector<AlignedVector<Real>> LaneEngine<Real>::ordered_transfers(
    std::span<const Step<Real>> steps) const {
  std::vector<AlignedVector<Real>> transfers(steps.size());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (const auto* spectral = std::get_if<SpectralStep<Real>>(&steps[s])) {
      for (const std::size_t bin : plan_.bins()) {
        transfers[s].push_back(spectral->transfer[bin].real());
        transfers[s].push_back(spectral->transfer[bin].imag());
      }
    }
  }
  return transfers;
}

template <class Real>
void LaneEngine<Real>::refresh() {
  transfers_ = ordered_transfers(cascade_.steps());
  merged_transfers_ = ordered_transfers(cascade_.merged_steps());
}

template <class Real>
void LaneEngine<Real>::make_room(Workspace& workspace, bool with_tape) const {
  const LaneGeometry<Real>& geometry = plan_.geometry();
  const std::size_t point = 2 * lanes();
  workspace.group.resize(geometry.rows * (geometry.columns + 1) * point);
  workspace.terms.reserve(most_terms);
  if (with_tape) {
    workspace.tape.resize(cascade_.steps().size());
    for (AlignedVector<Real>& tape : workspace.tape) {
      tape.resize(geometry.rows * geometry.columns * point);
    }
  }
}

template <class Real>
std::size_t LaneEngine<Real>::point_offset(std::size_t n) const noexcept {
  const std::size_t columns = plan_.geometry().columns;
  return (n / columns * (columns + 1) + n % columns) * 2 * lanes();
}

template <class Real>
void LaneEngine<Real>::load(const Rows& batch, std::size_t first, std::size_t count,
                            Workspace& workspace) const {
  if (count < lanes()) {
    std::ranges::fill(workspace.group, Real(0));
  }
  const std::size_t columns = plan_.geometry().columns;
  for (std::size_t begin = 0; begin < batch.samples(); begin += columns) {
    Real* const to = workspace.group.data() + point_offset(begin);
    for (std::size_t lane = 0; lane < count; ++lane) {
      const std::complex<Real>* from = batch.row(first + lane).data() + begin;
      for (std::size_t j = 0; j < columns; ++j) {
        to[2 * lanes() * j + lane] = from[j].real();
        to[2 * lanes() * j + lanes() + lane] = from[j].imag();
      }
    }
  }
}

template <class Real>
void LaneEngine<Real>::store(Rows& batch, std::size_t first, std::size_t count,
                             const Workspace& workspace) const {
  const std::size_t columns = plan_.geometry().columns;
  for (std::size_t begin = 0; begin < batch.samples(); begin += columns) {
    const Real* const from = workspace.group.data() + point_offset(begin);
    for (std::size_t lane = 0; lane < count; ++lane) {
      std::complex<Real>* to = batch.row(first + lane).data() + begin;
      for (std::size_t j = 0; j < columns; ++j) {
        to[j] = {from[2 * lanes() * j + lane], from[2 * lanes() * j + lanes() + lane]};
      }
    }
  }
}

template <class Real>
void LaneEngine<Real>::forward(Rows& batch, std::size_t first, std::size_t count,
                               Workspace& workspace) const {
  load(batch, first, count, workspace);
  const std::span<const Step<Real>> steps = cascade_.merged_steps();
  GroupPasses<Real> passes(kernels_, plan_.geometry(), workspace.group.data());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (is_spectral(steps[s])) {
      passes.filter({.transfer = merged_transfers_[s].data()});
    } else {
      passes.rotate(pass_of(std::get<PhaseStep<Real>>(steps[s]), ColumnWork::rotate),
                    s + 1 < steps.size() && is_spectral(steps[s + 1]));
    }
  }
  passes.to_fields();
  store(batch, first, count, workspace);
}

template <class Real>
void LaneEngine<Real>::record(Rows& batch, std::size_t first, std::size_t count,
                              Workspace& workspace) const {
  load(batch, first, count, workspace);
  const std::span<const Step<Real>> steps = cascade_.steps();
  GroupPasses<Real> passes(kernels_, plan_.geometry(), workspace.group.data());
  for (std::size_t s = 0; s < steps.size(); ++s) {
    Real* const tape = workspace.tape[s].data();
    if (is_spectral(steps[s])) {
      passes.filter({.transfer = transfers_[s].data(), .tape = tape});
      continue;
    }
    ColumnPass<Real> pass = pass_of(std::get<PhaseStep<Real>>(steps[s]), ColumnWork::record_rotate);
    pass.tape = tape;
    passes.rotate(pass, s + 1 < steps.size() && is_spectral(steps[s + 1]));
  }
  passes.to_fields();
  store(batch, first, count, workspace);
}

template <class Real>
void LaneEngine<Real>::back(Rows& cotangents, std::size_t first, std::size_t count,
                            LayerParameters& gradient, Workspace& workspace) const {
  load(cotangents, first, count, workspace);
  const std::span<const Step<Real>> steps = cascade_.steps();
  GroupPasses<Real> passes(kernels_, plan_.geometry(), workspace.group.data());
  for (std::size_t s = steps.size(); s-- > 0;) {
    Real* const tape = workspace.tape[s].data();
    if (const auto* spectral = std::get_if<SpectralStep<Real>>(&steps[s])) {
      workspace.terms.clear();
      weights_.append_terms(*spectral, gradient, workspace.terms);
      passes.filter_back({.transfer = transfers_[s].data(),
                          .tape = tape,
                          .terms = workspace.terms.data(),
                          .num_terms = workspace.terms.size()});
      continue;
    }
    const auto& phase = std::get<PhaseStep<Real>>(steps[s]);
    ColumnPass<Real> pass = pass_of(phase, ColumnWork::rotate_back);
    pass.tape = tape;
    pass.gamma_slope = phase.has_kerr ? &gradient.gamma[phase.layer] : nullptr;
    pass.potential_slope =
        phase.has_potential ? gradient.potential.row(phase.layer).data() : nullptr;
    passes.rotate(pass, s > 0 && is_spectral(steps[s - 1]));
  }
  passes.to_fields();
  store(cotangents, first, count, workspace);
}

template class LaneEngine<double>;
template class LaneEngine<float>;

}  // namespace fiberloom::core
