// The control of kill9.test.mjs: sealflowd, except that an answer does not mean that it is on disk.
//
// The linker puts this in front of Store::submit (--wrap, see CMakeLists.txt): each job is answered
// when it has run, before its batch is committed. No switch of the real sealflowd can do that.
#include <memory>
#include <string>
#include <utility>

#include "server/store/store.hpp"

using sealflow::server::Store;
using sealflow::server::Transaction;

void real_submit(Store* store, Store::Job job, Store::Done done,
                 std::string about) asm("__real_" SEALFLOW_SUBMIT);
void early_submit(Store* store, Store::Job job, Store::Done done,
                  std::string about) asm("__wrap_" SEALFLOW_SUBMIT);

void early_submit(Store* store, Store::Job job, Store::Done done, std::string about) {
  const auto answered = std::make_shared<bool>(false);
  real_submit(
      store,
      [=](Transaction& transaction) {
        job(transaction);
        *answered = true;
        done(nullptr);
      },
      [=](const std::exception_ptr& failure) {
        if (!*answered) done(failure);
      },
      std::move(about));
}
