//! Objects on their way to their owner: a queue for each thread, as in CPython's `Python/brc.c`.
//!
//! A thread [enters](MergeQueues::enter) when it starts to run Python and is a [`Member`] until it ends. Others leave
//! objects in its inbox and wake it; at its next safepoint it [merges](Member::merge_queued) them. When it ends, it
//! merges what is left and takes its inbox away in one step, so that an object is either in an inbox that somebody will
//! empty, or finds no inbox: then its owner has gone for good, and whoever brought it merges it on the spot.
//!
//! One lock guards all inboxes, where CPython has one for each of 257 buckets. It is taken only for an object that other
//! threads drop faster than they took it, which is once in the life of such an object.

use std::{collections::HashMap, fmt, marker::PhantomData, mem, sync::Arc};

use super::{
    Biased, Decref, RefCount as _, ThreadId,
    owner::{self, OUTSIDE},
    sync::{self, Mutex, MutexGuard},
};

/// A reference to an object with a biased count, which can travel to its owner.
pub trait Counted: Send {
    /// The object's count.
    fn count(&self) -> &Biased;
}

/// The inboxes of all threads of one interpreter. Clones share them.
pub struct MergeQueues<T>(Arc<Mutex<HashMap<ThreadId, Inbox<T>>>>);

struct Inbox<T> {
    objects: Vec<T>,
    /// Sets the owner's eval breaker.
    wake: Box<dyn Fn() + Send>,
}

/// A thread that owns the objects that it creates, until this is dropped. It stays on its thread.
pub struct Member<T: Counted, F: Fn(T)> {
    queues: MergeQueues<T>,
    thread: ThreadId,
    free: F,
    not_send: PhantomData<*const ()>,
}

impl<T: Counted> MergeQueues<T> {
    /// No thread has entered.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new(HashMap::new())))
    }

    /// From now on the current thread owns the objects that it creates. `wake` is called by others, under a lock, when
    /// there is something in its inbox; `free` frees an object whose last reference was in there.
    ///
    /// # Panics
    /// If the thread is a member already, here or in other queues.
    #[must_use]
    pub fn enter<F: Fn(T)>(&self, wake: impl Fn() + Send + 'static, free: F) -> Member<T, F> {
        assert_eq!(owner::current(), OUTSIDE, "a thread enters once");
        let thread = ThreadId::next();
        self.lock().insert(thread, Inbox { objects: Vec::new(), wake: Box::new(wake) });
        owner::become_thread(thread.bits());
        Member { queues: self.clone(), thread, free, not_send: PhantomData }
    }

    /// Takes an object over after [`Decref::Queue`], with the reference that could not be dropped.
    ///
    /// Gives the object back if that was its last reference: the caller then frees it.
    #[must_use]
    pub fn queue(&self, object: T) -> Option<T> {
        let Some(owner) = object.count().owner() else {
            // The owner is merging, or has done so: the reference is dropped like any other.
            let decref = object.count().decref();
            return if_last(object, decref);
        };
        let mut inboxes = self.lock();
        if let Some(inbox) = inboxes.get_mut(&owner) {
            inbox.objects.push(object);
            (inbox.wake)();
            return None;
        }
        drop(inboxes);
        // The owner left, and the lock made us see all that it had counted before. Its id does not come back, so no
        // lock is needed for what follows; CPython, where it may, keeps the bucket locked meanwhile.
        let merged = object.count().merge();
        if_last(object, merged)
    }

    /// How many threads are members.
    #[must_use]
    pub fn members(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ThreadId, Inbox<T>>> {
        sync::lock(&self.0)
    }
}

fn if_last<T>(object: T, decref: Decref) -> Option<T> {
    (decref == Decref::Last).then_some(object)
}

impl<T: Counted, F: Fn(T)> Member<T, F> {
    /// The id under which this thread owns objects.
    #[must_use]
    pub fn thread(&self) -> ThreadId {
        self.thread
    }

    /// At a safepoint: merges what others have sent, and frees what nobody needs. No lock is held meanwhile, for what
    /// is freed may run finalizers, and those may send objects.
    pub fn merge_queued(&self) {
        loop {
            let objects = self.queues.lock().get_mut(&self.thread).map(|inbox| mem::take(&mut inbox.objects));
            let Some(objects) = objects.filter(|objects| !objects.is_empty()) else { return };
            self.merge_all(objects);
        }
    }

    fn merge_all(&self, objects: Vec<T>) {
        for object in objects {
            if object.count().merge() == Decref::Last {
                (self.free)(object);
            }
        }
    }
}

impl<T: Counted, F: Fn(T)> Drop for Member<T, F> {
    /// The thread ends: it merges what is left, and leaves only when there is nothing.
    fn drop(&mut self) {
        loop {
            let mut inboxes = self.queues.lock();
            let objects = inboxes.get_mut(&self.thread).map(|inbox| mem::take(&mut inbox.objects)).unwrap_or_default();
            if objects.is_empty() {
                inboxes.remove(&self.thread);
                break;
            }
            drop(inboxes);
            self.merge_all(objects);
        }
        owner::become_thread(OUTSIDE);
    }
}

impl<T> Clone for MergeQueues<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Counted> Default for MergeQueues<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for MergeQueues<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergeQueues").finish_non_exhaustive()
    }
}

impl<T: Counted, F: Fn(T)> fmt::Debug for Member<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("thread", &self.thread).finish_non_exhaustive()
    }
}
