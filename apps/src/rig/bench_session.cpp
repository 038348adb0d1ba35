#include "rig/bench_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fiberloom/bench/wired_path.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/plan_limits.hpp>
#include <fiberloom/hal/rig_catalog.hpp>

#include "shared_data.hpp"

namespace fiberloom::app {
namespace {

hal::LightPath path_for(const BenchChoice& choice, const hal::RigDocument& rig,
                        const hal::Catalog& catalog) {
  hal::LightPath wired = wired_path(rig, catalog);  // looks whether there is a bench
  if (choice.plan.empty()) {
    return wired;
  }
  const auto plan = core::read_document<hal::Plan>(choice.plan);
  if (plan.rig != rig.name) {
    throw core::InputError("plan.rig",
                           fmt::format("{}: made for rig \"{}\", not for \"{}\"; map the model "
                                       "onto this rig",
                                       choice.plan, plan.rig, rig.name));
  }
  hal::check_plan_limits(plan, rig, catalog);
  return plan.light_path;
}

}  // namespace

BenchSession::BenchSession(const BenchChoice& choice, std::string_view command)
    : rig_(find_rig(choice.rig)),
      catalog_(hal::catalog_for(rig_)),
      path_(path_for(choice, rig_, catalog_)),
      lock_(rig_.name, fmt::format("fiberloom rig {} {}", choice.rig, command)),
      log_(choice.log.empty() ? usual_log_file(rig_.name) : std::filesystem::path(choice.log),
           std::string(command)),
      connected_(connect_bench(rig_, path_, catalog_)) {}

BenchSession::~BenchSession() {
  try {
    make_safe_if_needed();
    log_events();
  } catch (const std::exception&) {  // dark it is; the rest of the log is lost
  }
}

void BenchSession::make_safe_if_needed() const {
  hal::Bench& bench = *connected_.bench;
  if (!stays_as_it_is_) {
    bench.make_safe();
  }
  try {
    bench.leave_as_it_is();  // what is safe now need not be made so once more
  } catch (const core::InterlockError&) {
    bench.make_safe();
    bench.leave_as_it_is();
  }
}

const hal::InstrumentSpec& spec_of(const hal::Bench& bench, std::string_view name) {
  const auto& specs = bench.document().instruments;
  return *std::ranges::find(specs, name, &hal::InstrumentSpec::name);
}

}  // namespace fiberloom::app
