//! What instructions do. See `code` for the notation.
//!
//! To add one: a line here, an arm in `eval::run`, and code in the compiler that emits it.

macro_rules! ops {
    ($($(#[$doc:meta])* $op:ident $operands:ident,)*) => {
        /// What an instruction does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        pub enum Op { $($(#[$doc])* $op,)* }

        impl Op {
            /// What its operands are, for the disassembler.
            pub fn operands(self) -> Operands {
                match self { $(Op::$op => Operands::$operands,)* }
            }
        }
    };
}

/// What the operands of an instruction are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operands {
    /// None.
    Empty,
    /// a: register.
    R,
    /// a, b: registers.
    RR,
    /// a, b, c: registers.
    Rrr,
    /// a, b: registers; c: constant.
    Rrk,
    /// a: register; b: constant.
    RK,
    /// a: register; b: constant; c: register.
    Rkr,
    /// b: constant; c: number.
    Rkn,
    /// a: register; b: global slot.
    RG,
    /// a, b: registers; c: site.
    Rrs,
    /// a: register; b: number; c: register.
    Rnr,
    /// a, b: registers; c: number.
    Rrn,
    /// a: register; b: number.
    RN,
    /// c: jump.
    J,
    /// a: register; c: jump.
    RJ,
    /// a, b: registers; c: jump.
    Rrj,
    /// a: register; b: constant; c: jump.
    Rkj,
}

ops! {
    /// r[a] = k[b]
    LoadK RK,
    /// r[a] = r[b], which stays if it is a variable
    Move RR,
    /// r[a] = r[b], which stays
    Copy RR,
    /// `del` of a variable
    DeleteLocal R,
    /// r[a ..+ b] = unset
    Clear RN,
    /// r[a] = g[b]
    LoadGlobal RG,
    /// g[b] = r[a]
    StoreGlobal RG,
    /// `del` of a global variable
    DeleteGlobal RG,
    /// r[a] = what the cell r[b] holds
    LoadCell RR,
    /// the cell r[b] holds r[a] from now on
    StoreCell RR,
    /// r[a] = what cell b of the closure holds
    LoadFree RN,
    /// cell b of the closure holds r[a] from now on
    StoreFree RN,
    /// r[a] becomes a cell that holds what it was
    MakeCell R,
    /// r[a] = name k[b] in the class body's r[c], or the global of that name
    LoadName Rkr,
    /// r[a] = function of child b, defaults from r[c]
    MakeFunction Rnr,
    /// r[a] = class; r[b] = its body, r[b+1] = its name, then c bases
    MakeClass Rrn,
    /// r[a] = module named k[b]
    Import RK,

    /// r[a] = r[b] + r[c]
    Add Rrr,
    /// r[a] = r[b] - r[c]
    Sub Rrr,
    /// r[a] = r[b] * r[c]
    Mul Rrr,
    /// r[a] = r[b] / r[c]
    Div Rrr,
    /// r[a] = r[b] // r[c]
    FloorDiv Rrr,
    /// r[a] = r[b] % r[c]
    Mod Rrr,
    /// r[a] = r[b] ** r[c]
    Pow Rrr,
    /// r[a] = r[b] & r[c]
    And Rrr,
    /// r[a] = r[b] | r[c]
    Or Rrr,
    /// r[a] = r[b] ^ r[c]
    Xor Rrr,
    /// r[a] = r[b] << r[c]
    Shl Rrr,
    /// r[a] = r[b] >> r[c]
    Shr Rrr,
    /// r[a] = r[b] + k[c]
    AddK Rrk,
    /// r[a] = r[b] - k[c]
    SubK Rrk,
    /// r[a] = r[b] * k[c]
    MulK Rrk,
    /// r[a] = r[b] / k[c]
    DivK Rrk,
    /// r[a] = r[b] // k[c]
    FloorDivK Rrk,
    /// r[a] = r[b] % k[c]
    ModK Rrk,
    /// r[a] = r[b] ** k[c]
    PowK Rrk,
    /// r[a] = r[b] & k[c]
    AndK Rrk,
    /// r[a] = r[b] | k[c]
    OrK Rrk,
    /// r[a] = r[b] ^ k[c]
    XorK Rrk,
    /// r[a] = r[b] << k[c]
    ShlK Rrk,
    /// r[a] = r[b] >> k[c]
    ShrK Rrk,
    /// r[a] = r[b]; r[a] += r[c], in place if it can be
    InplaceAdd Rrr,
    /// r[a] = -r[b]
    Negative RR,
    /// r[a] = +r[b]
    Positive RR,
    /// r[a] = ~r[b]
    Invert RR,
    /// r[a] = not r[b]
    Not RR,

    /// r[a] = r[b] < r[c]
    Lt Rrr,
    /// r[a] = r[b] <= r[c]
    Le Rrr,
    /// r[a] = r[b] > r[c]
    Gt Rrr,
    /// r[a] = r[b] >= r[c]
    Ge Rrr,
    /// r[a] = r[b] == r[c]
    Eq Rrr,
    /// r[a] = r[b] != r[c]
    Ne Rrr,
    /// r[a] = r[b] is r[c]
    Is Rrr,
    /// r[a] = r[b] is not r[c]
    IsNot Rrr,
    /// r[a] = r[b] in r[c]
    In Rrr,
    /// r[a] = r[b] not in r[c]
    NotIn Rrr,

    /// looks at the eval breaker, before each instruction: only where the [builder](super::Builder::every_instruction)
    /// asks for it
    Look Empty,
    /// forward
    Jump J,
    /// backward: looks at the eval breaker
    Loop J,
    /// jump if r[a] is true
    JumpTrue RJ,
    /// jump if r[a] is false
    JumpFalse RJ,
    /// jump if r[a] is true; it stays
    KeepJumpTrue RJ,
    /// jump if r[a] is false; it stays
    KeepJumpFalse RJ,
    /// jump if r[a] < r[b]
    LtJump Rrj,
    /// jump if r[a] <= r[b]
    LeJump Rrj,
    /// jump if r[a] > r[b]
    GtJump Rrj,
    /// jump if r[a] >= r[b]
    GeJump Rrj,
    /// jump if r[a] == r[b]
    EqJump Rrj,
    /// jump if r[a] != r[b]
    NeJump Rrj,
    /// jump if not r[a] < r[b]
    NotLtJump Rrj,
    /// jump if not r[a] <= r[b]
    NotLeJump Rrj,
    /// jump if not r[a] > r[b]
    NotGtJump Rrj,
    /// jump if not r[a] >= r[b]
    NotGeJump Rrj,
    /// jump if not r[a] == r[b]
    NotEqJump Rrj,
    /// jump if not r[a] != r[b]
    NotNeJump Rrj,
    /// jump if r[a] < k[b]
    LtKJump Rkj,
    /// jump if r[a] <= k[b]
    LeKJump Rkj,
    /// jump if r[a] > k[b]
    GtKJump Rkj,
    /// jump if r[a] >= k[b]
    GeKJump Rkj,
    /// jump if r[a] == k[b]
    EqKJump Rkj,
    /// jump if r[a] != k[b]
    NeKJump Rkj,
    /// jump if not r[a] < k[b]
    NotLtKJump Rkj,
    /// jump if not r[a] <= k[b]
    NotLeKJump Rkj,
    /// jump if not r[a] > k[b]
    NotGtKJump Rkj,
    /// jump if not r[a] >= k[b]
    NotGeKJump Rkj,
    /// jump if not r[a] == k[b]
    NotEqKJump Rkj,
    /// jump if not r[a] != k[b]
    NotNeKJump Rkj,
    /// jump if r[a] is r[b]
    IsJump Rrj,
    /// jump if r[a] is not r[b]
    IsNotJump Rrj,
    /// jump if r[a] is k[b]
    IsKJump Rkj,
    /// jump if r[a] is not k[b]
    IsNotKJump Rkj,

    /// r[a] = iter(r[a]); r[a+1] and r[a+2] are its
    GetIter R,
    /// r[b] = next of r[a], and jump back; at the end clear r[a ..+ 3] and go on
    ForIter Rrj,
    /// r[c ..+ b] = the b items of r[a]
    Unpack Rnr,
    /// r[c ..] = items of r[a]: b >> 8 before the starred one, b & 255 after it
    UnpackStar Rnr,

    /// r[a] = list of r[b ..+ c]
    List Rrn,
    /// r[a] = tuple of r[b ..+ c]
    Tuple Rrn,
    /// r[a] = set of r[b ..+ c]
    Set Rrn,
    /// r[a] = dict of c pairs from r[b]
    Dict Rrn,
    /// r[a] = slice of r[b ..+ 3]
    Slice RR,
    /// r[a].append(r[b]), r[a] stays
    ListAppend RR,
    /// jump if r[a] is no list; it stays
    NotListJump RJ,
    /// r[a].append(r[b]), r[a] stays; jump
    AppendJump Rrj,
    /// r[a].extend(r[b]), r[a] stays
    ListExtend RR,
    /// r[a].add(r[b]), r[a] stays
    SetAdd RR,
    /// r[a].update(r[b]), r[a] stays
    SetUpdate RR,
    /// r[a][r[b]] = r[b+1], r[a] stays
    DictAdd RR,
    /// r[a].update(r[b]), r[a] stays
    DictUpdate RR,
    /// r[a] = tuple(r[b]), which is a list
    ListToTuple RR,
    /// r[a] = r[b] as text; c: conversion 's', 'r', 'a' or 0; format specification in r[b+1] (unset: none)
    Format Rrn,
    /// r[a] = texts r[b ..+ c] joined
    Join Rrn,

    /// r[a] = r[b][r[c]]
    Index Rrr,
    /// r[a][r[b]] = r[c]
    StoreIndex Rrr,
    /// del r[a][r[b]]
    DeleteIndex RR,
    /// r[a] = r[b].s[c]
    LoadAttribute Rrs,
    /// r[b].s[c] = r[a]
    StoreAttribute Rrs,
    /// del r[b].s[c]
    DeleteAttribute Rrs,
    /// r[a], r[a+1] = function and self of method r[b].s[c]; or unset and the attribute
    LoadMethod Rrs,

    /// r[c] = r[a](r[a+1 ..+ b])
    Call Rnr,
    /// r[c] = r[a](r[a+1], r[a+2 ..+ b]), or r[a+1](r[a+2 ..+ b]) if r[a] is unset
    CallMethod Rnr,
    /// as `Call`, from a generator: its registers are not on the stack, so the arguments move there
    CallOut Rnr,
    /// as `CallMethod`, from a generator
    CallMethodOut Rnr,
    /// r[c] = r[a](r[a+1 ..+ b]), the last of them by keyword: names in the `Extra` that follows
    CallKeywords Rnr,
    /// r[c] = r[a](*r[a+1], **r[a+2]): a list, and a dict or unset
    CallSpread Rnr,
    /// operands of the instruction before: a = index of keyword names
    Extra RN,
    /// return r[a]; registers from b on hold nothing counted
    Return RN,
    /// return k[b]; registers from c on hold nothing counted
    ReturnK Rkn,
    /// yield r[b]; what is sent goes to r[a]
    Yield RR,
    /// go on with iterator r[b] until it ends; r[a] = what it returned
    YieldFrom RR,

    /// raise r[a]
    Raise R,
    /// raise r[a] from r[b]
    RaiseFrom RR,
    /// raise the exception r[a] again
    Reraise R,
    /// raise what is handled in a caller
    RaiseHandled Empty,
    /// r[a] becomes the exception that is handled: r[b] = the one before
    PushHandled RR,
    /// r[a] is handled again
    PopHandled R,
    /// jump if exception r[a] is no instance of r[b] (class or tuple)
    NoMatchJump Rrj,
    /// r[a] = `__exit__` bound, r[a+1] = what `__enter__` of r[b] returned
    EnterWith RR,
    /// r[a] = r[b](type, value, None) of the exception r[c]; `None`s if it is unset
    ExitWith Rrr,
    /// r[a] = r[b] @ r[c]
    MatMul Rrr,
    /// r[a] = iter(r[a]), unless a later `GetIter` finds it fast as it is
    Iterable R,
}
