//! The eval loop.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | the loop: one list of instructions |
//! | `window` | the registers of the frame |
//! | `arith`, `number`, `precise`, `combine`, `compare`, `truth` | operators: fast paths for small integers and floats, and everything else |
//! | `call`, `invoke` | calls and returns, calls from Rust |
//! | `generator`, `throw` | generators: resumed and put by; exceptions that are thrown into them |
//! | `iterate`, `iterate_more`, `unpack` | iterators and loops, unpacking |
//! | `attribute`, `look_up` | attributes and their inline caches; where attributes are found |
//! | `subscript`, `slice`, `build` | items, slices, displays |
//! | `variable`, `class` | cells, globals, functions, classes |
//! | `unwind`, `with` | where a raised exception goes, context managers |
//!
//! The position (`pc`) and the registers (`w`) are local variables, so that they stay in machine registers: nothing in
//! here takes a reference to them that the optimizer cannot see through. Slow paths get copies.

pub(crate) mod arith;
pub(crate) mod attribute;
mod build;
mod call;
pub(crate) mod class;
mod combine;
pub(crate) mod compare;
pub(crate) mod generator;
mod invoke;
pub(crate) mod iterate;
pub(crate) mod iterate_more;
mod look_up;
pub(crate) mod number;
pub(crate) mod precise;
mod slice;
pub(crate) mod subscript;
mod throw;
mod truth;
mod unpack;
pub(crate) mod unwind;
mod variable;
mod window;
mod with;

use super::{
    Thread,
    code::{Instruction, Op},
};
use crate::object::{Build, List, Result, Value};
pub(crate) use call::Flow;
pub(crate) use window::Window;

/// Runs the innermost frame until it returns to Rust.
pub(super) fn run<B: Build>(thread: &mut Thread<B>) -> Result<Value<B>, B> {
    let frame = *thread.frame();
    let mut w = Window { base: frame.base, constants: frame.constants };
    let mut pc = frame.pc;
    loop {
        let raised = 'running: loop {
            // SAFETY: the compiler ends each code with a return, and jumps stay within it; so `pc` is always at an
            // instruction of the code that the frame's function keeps alive.
            let i: Instruction = unsafe { *pc };
            // SAFETY: as above.
            pc = unsafe { pc.add(1) };

            macro_rules! attempt {
                ($result:expr) => {
                    match $result {
                        Ok(value) => value,
                        Err(raised) => break 'running raised,
                    }
                };
            }
            macro_rules! slow {
                ($function:path) => {
                    attempt!($function(thread, w, pc))
                };
            }
            macro_rules! binary {
                ($fast:path, $right:expr) => {
                    match $fast(w.get(i.b), $right) {
                        Some(value) => w.set(i.a, value),
                        None => slow!(arith::binary_slow),
                    }
                };
            }
            macro_rules! jump {
                () => {{
                    // SAFETY: as above.
                    pc = unsafe { pc.offset((i.c as i16).into()) };
                    if (i.c as i16) < 0 {
                        attempt!(thread.safepoint());
                    }
                }};
            }
            macro_rules! compare {
                ($op:literal) => {
                    match compare::fast::<B, $op>(w.get(i.b), w.get(i.c)) {
                        Some(truth) => w.set(i.a, Value::bool(truth)),
                        None => slow!(compare::value_slow),
                    }
                };
            }
            macro_rules! compare_jump {
                ($op:literal, $sense:literal, $right:expr) => {
                    match compare::fast::<B, $op>(w.get(i.a), $right) {
                        Some(truth) => {
                            if truth == $sense {
                                jump!();
                            }
                        }
                        None => {
                            if slow!(compare::jump_slow) == $sense {
                                jump!();
                            }
                        }
                    }
                };
            }
            macro_rules! jump_if {
                ($condition:expr) => {
                    if $condition {
                        jump!();
                    }
                };
            }
            macro_rules! call {
                ($callee:expr, $count:expr) => {
                    match attempt!(call::call_fast(thread, w, pc, ($callee, $count), i.c)) {
                        Some(position) => (w, pc) = position,
                        None => {
                            if !attempt!(call::call_builtin(thread, w, pc, ($callee, $count), i.c)) {
                                flow!(call::call_slow(thread, w, pc, ($callee, $count), i.c));
                            }
                        }
                    }
                };
            }
            macro_rules! flow {
                ($flow:expr) => {
                    match attempt!($flow) {
                        Flow::Next => {}
                        Flow::Enter => (w, pc) = thread.position(),
                        Flow::Leave(value) => return Ok(value),
                        Flow::Raised(raised) => {
                            pc = thread.frame().pc;
                            break 'running raised;
                        }
                    }
                };
            }

            match i.op {
                Op::LoadK => w.set(i.a, w.constant(i.b).clone()),
                Op::Move => attempt!(variable::move_register(thread, w, i)),
                Op::Copy => w.set(i.a, w.get(i.b).clone()),
                Op::DeleteLocal => slow!(variable::delete_local),
                Op::Clear => w.clear(i.a, i.b),
                Op::LoadGlobal => {
                    let value = thread.code().globals.load(i.b.into());
                    if value.is_unset() {
                        slow!(variable::no_global);
                    }
                    w.set(i.a, value);
                }
                Op::StoreGlobal => slow!(variable::store_global),
                Op::DeleteGlobal => slow!(variable::delete_global),
                Op::LoadCell => attempt!(variable::load_cell(thread, w, i)),
                Op::StoreCell => attempt!(variable::store_cell(thread, w, i)),
                Op::LoadFree => attempt!(variable::load_free(thread, w, i)),
                Op::StoreFree => attempt!(variable::store_free(thread, w, i)),
                Op::MakeCell => variable::make_cell(w, i),
                Op::LoadName => slow!(variable::load_name),
                Op::MakeFunction => variable::make_function(thread, w, i),
                Op::MakeClass => slow!(class::make_class),
                Op::Import => slow!(variable::import),

                Op::Add => binary!(arith::add, w.get(i.c)),
                Op::Sub => binary!(arith::sub, w.get(i.c)),
                Op::Mul => binary!(arith::mul, w.get(i.c)),
                Op::Div => binary!(arith::div, w.get(i.c)),
                Op::FloorDiv => binary!(arith::floor_div, w.get(i.c)),
                Op::Mod => binary!(arith::modulo, w.get(i.c)),
                Op::And => binary!(arith::and, w.get(i.c)),
                Op::Or => binary!(arith::or, w.get(i.c)),
                Op::Xor => binary!(arith::xor, w.get(i.c)),
                Op::Pow | Op::Shl | Op::Shr | Op::PowK | Op::ShlK | Op::ShrK => slow!(arith::binary_slow),
                Op::AddK => binary!(arith::add, w.constant(i.c)),
                Op::SubK => binary!(arith::sub, w.constant(i.c)),
                Op::MulK => binary!(arith::mul, w.constant(i.c)),
                Op::DivK => binary!(arith::div, w.constant(i.c)),
                Op::FloorDivK => binary!(arith::floor_div, w.constant(i.c)),
                Op::ModK => binary!(arith::modulo, w.constant(i.c)),
                Op::AndK => binary!(arith::and, w.constant(i.c)),
                Op::OrK => binary!(arith::or, w.constant(i.c)),
                Op::XorK => binary!(arith::xor, w.constant(i.c)),
                Op::InplaceAdd => match arith::add(w.get(i.b), w.get(i.c)) {
                    Some(value) => w.set(i.a, value),
                    None => slow!(arith::inplace_add_slow),
                },
                Op::Negative | Op::Positive | Op::Invert => slow!(arith::unary_slow),
                Op::Not => {
                    let truth = attempt!(truth::truth_of(thread, w, i.b));
                    w.set(i.a, Value::bool(!truth));
                }

                Op::Lt => compare!(0),
                Op::Le => compare!(1),
                Op::Gt => compare!(2),
                Op::Ge => compare!(3),
                Op::Eq => compare!(4),
                Op::Ne => compare!(5),
                Op::Is | Op::IsNot | Op::In | Op::NotIn => slow!(truth::identity_or_membership),

                // SAFETY: as above.
                Op::Jump => pc = unsafe { pc.offset((i.c as i16).into()) },
                Op::Look => attempt!(thread.safepoint()),
                Op::Loop => jump!(),
                Op::JumpTrue => jump_if!(attempt!(truth::truth_of(thread, w, i.a))),
                Op::JumpFalse => jump_if!(!attempt!(truth::truth_of(thread, w, i.a))),
                Op::KeepJumpTrue => jump_if!(attempt!(truth::truth_kept(thread, w, i.a))),
                Op::KeepJumpFalse => jump_if!(!attempt!(truth::truth_kept(thread, w, i.a))),
                Op::LtJump => compare_jump!(0, true, w.get(i.b)),
                Op::LeJump => compare_jump!(1, true, w.get(i.b)),
                Op::GtJump => compare_jump!(2, true, w.get(i.b)),
                Op::GeJump => compare_jump!(3, true, w.get(i.b)),
                Op::EqJump => compare_jump!(4, true, w.get(i.b)),
                Op::NeJump => compare_jump!(5, true, w.get(i.b)),
                Op::NotLtJump => compare_jump!(0, false, w.get(i.b)),
                Op::NotLeJump => compare_jump!(1, false, w.get(i.b)),
                Op::NotGtJump => compare_jump!(2, false, w.get(i.b)),
                Op::NotGeJump => compare_jump!(3, false, w.get(i.b)),
                Op::NotEqJump => compare_jump!(4, false, w.get(i.b)),
                Op::NotNeJump => compare_jump!(5, false, w.get(i.b)),
                Op::LtKJump => compare_jump!(0, true, w.constant(i.b)),
                Op::LeKJump => compare_jump!(1, true, w.constant(i.b)),
                Op::GtKJump => compare_jump!(2, true, w.constant(i.b)),
                Op::GeKJump => compare_jump!(3, true, w.constant(i.b)),
                Op::EqKJump => compare_jump!(4, true, w.constant(i.b)),
                Op::NeKJump => compare_jump!(5, true, w.constant(i.b)),
                Op::NotLtKJump => compare_jump!(0, false, w.constant(i.b)),
                Op::NotLeKJump => compare_jump!(1, false, w.constant(i.b)),
                Op::NotGtKJump => compare_jump!(2, false, w.constant(i.b)),
                Op::NotGeKJump => compare_jump!(3, false, w.constant(i.b)),
                Op::NotEqKJump => compare_jump!(4, false, w.constant(i.b)),
                Op::NotNeKJump => compare_jump!(5, false, w.constant(i.b)),
                Op::IsJump => jump_if!(attempt!(compare::same(thread, w, i))),
                Op::IsNotJump => jump_if!(!attempt!(compare::same(thread, w, i))),
                Op::IsKJump => jump_if!(attempt!(compare::same_constant(thread, w, i))),
                Op::IsNotKJump => jump_if!(!attempt!(compare::same_constant(thread, w, i))),

                Op::GetIter => slow!(iterate::get_iter),
                Op::Iterable => slow!(iterate::iterable),
                Op::ForIter => match iterate::next_fast(w, i) {
                    iterate::Next::Item => jump!(),
                    iterate::Next::End => {}
                    iterate::Next::Other => match slow!(iterate::next_slow) {
                        iterate::Slow::Item => jump!(),
                        iterate::Slow::End => {}
                        iterate::Slow::Enter => (w, pc) = thread.position(),
                    },
                },
                Op::Unpack => slow!(unpack::unpack),
                Op::UnpackStar => slow!(unpack::unpack_star),

                Op::List => slow!(build::list),
                Op::Tuple => slow!(build::tuple),
                Op::Set => slow!(build::set),
                Op::Dict => slow!(build::dict),
                Op::Slice => build::slice(w, i),
                Op::ListAppend => build::list_append(w, i),
                Op::NotListJump => jump_if!(w.get(i.a).get::<List<B>>().is_none()),
                Op::AppendJump => {
                    build::list_append(w, i);
                    jump!();
                }
                Op::ListExtend => slow!(build::list_extend),
                Op::SetAdd => slow!(build::set_add),
                Op::SetUpdate => slow!(build::set_update),
                Op::DictAdd => slow!(build::dict_add),
                Op::DictUpdate => slow!(build::dict_update),
                Op::ListToTuple => build::list_to_tuple(w, i),
                Op::Format => slow!(build::format),
                Op::Join => slow!(build::join),

                Op::Index => match subscript::index_fast(w.get(i.b), w.get(i.c)) {
                    Some(value) => subscript::finish(thread, w, i, value),
                    None => slow!(subscript::index_slow),
                },
                Op::StoreIndex => {
                    if !subscript::store_fast(thread, w, i) {
                        slow!(subscript::store_slow);
                    }
                }
                Op::DeleteIndex => slow!(subscript::delete),
                Op::LoadAttribute => match attribute::load_fast(thread, w, i) {
                    Some(value) => attribute::finish(thread, w, i, value),
                    None => slow!(attribute::load_slow),
                },
                Op::StoreAttribute => {
                    if !attribute::store_fast(thread, w, i) {
                        slow!(attribute::store_slow);
                    }
                }
                Op::DeleteAttribute => slow!(attribute::delete),
                Op::LoadMethod => {
                    if !attribute::method_fast(thread, w, i) {
                        slow!(attribute::method_slow);
                    }
                }

                Op::Call => call!(i.a, i.b),
                // The attribute of an object without methods of that name is in the second register.
                Op::CallMethod if w.get(i.a).is_unset() => call!(i.a + 1, i.b),
                Op::CallMethod => call!(i.a, i.b + 1),
                Op::CallOut => flow!(call::call_out(thread, w, pc, (i.a, i.b), i.c)),
                Op::CallMethodOut if w.get(i.a).is_unset() => flow!(call::call_out(thread, w, pc, (i.a + 1, i.b), i.c)),
                Op::CallMethodOut => flow!(call::call_out(thread, w, pc, (i.a, i.b + 1), i.c)),
                Op::CallKeywords => flow!(call::call_keywords(thread, w, pc, i)),
                Op::CallSpread => flow!(call::call_spread(thread, w, pc, i)),
                Op::Extra => {}
                Op::Return => {
                    let value = attempt!(variable::take_operand(thread, w, i.a));
                    flow!(call::leave(thread, w, value, i.b));
                }
                Op::ReturnK => flow!(call::leave(thread, w, w.constant(i.b).clone(), i.c)),
                Op::Yield => {
                    if generator::suspend_fast(thread, w, pc, i) {
                        (w, pc) = thread.position();
                        attempt!(thread.safepoint());
                    } else {
                        flow!(generator::suspend(thread, w, pc, i));
                    }
                }
                Op::YieldFrom => flow!(generator::delegate(thread, w, pc, i)),

                Op::Raise => break 'running unwind::raise(thread, w, i),
                Op::RaiseFrom => break 'running unwind::raise_from(thread, w, i),
                Op::Reraise => break 'running unwind::reraise(w, i),
                Op::RaiseHandled => break 'running unwind::raise_handled(thread),
                Op::PushHandled => unwind::push_handled(thread, w, i),
                Op::PopHandled => unwind::pop_handled(thread, w, i),
                Op::NoMatchJump => jump_if!(!slow!(unwind::matches)),
                Op::EnterWith => slow!(with::enter),
                Op::ExitWith => slow!(with::exit),
                Op::MatMul => slow!(arith::matmul),
            }
        };
        match unwind::unwind(thread, raised, pc) {
            Ok(()) => (w, pc) = thread.position(),
            Err(raised) => return Err(raised),
        }
    }
}
