//! Rollbacks: real repositories, faults injected at every step, and what lies there afterwards, byte for byte.
//!
//! Each promise has a test (of this folder, where no other is named):
//!
//! | promise | test |
//! |---|---|
//! | no byte of the user's is lost: staged is not edited, untracked, links, modes, odd names, empty files | `applied::no_byte_of_uncommitted_work_is_lost_and_undo_of_undo_is_redo` |
//! | the same of line ends, and of 100 MB | `applied::line_ends_and_filters_of_the_user_are_kept`, `promised::files_of_100_mb_…` |
//! | nothing is applied unverified | `refused::a_plan_that_was_edited_or_is_stale_or_not_verified_is_refused` |
//! | a failed post-check is undone | `undone::a_check_that_fails_in_place_is_undone_and_work_stays`, `undone::a_live_check_…` |
//! | a crash anywhere, then `recover`, is before or after | `crashes::…sixty_writes…`, `interrupted::a_tree_that_a_killed_git_has_torn_is_made_whole` |
//! | a merge, rebase, bisect … in progress is refused | `refused::what_git_is_in_the_middle_of_is_left_alone`, `refused::a_real_merge_…` |
//! | unborn, shallow, sparse, bare and foreign repositories are refused | `refused::shallow_sparse_bare_unborn_and_foreign_repositories_are_refused` |
//! | overlapping work is refused with its paths, the rest stays | `refused::overlapping_work_is_refused_with_its_paths`, `refused::an_ignored_file_…` |
//! | a detached HEAD says what moves | `applied::a_detached_head_moves_and_no_branch_does` |
//! | submodules are never silently wrong | `refused::submodules_that_differ_are_refused_and_others_stay` |
//! | merges are counted and said | `applied::merges_that_go_are_counted_and_said` |
//! | a remote that moved on is not overwritten | `published::a_remote_that_has_moved_on_…`, `published::a_remote_that_moves_during_the_push_…` |
//! | hooks and protected branches leave both consistent | `published::a_protected_branch_…`, `interrupted::a_ref_that_a_hook_does_not_let_move_leaves_before` |
//! | a push of unknown outcome is asked of the remote | `published::a_push_of_unknown_outcome_…`, `published::a_remote_that_is_gone_…` |
//! | a full disk leaves before | `full_disk::a_disk_that_is_full_leaves_before_or_is_recovered_when_it_has_space` |
//! | verification cannot change the repository | `promised::verification_cannot_change_the_repository` |
//! | bytecode cannot fool it | `applied::bytecode_that_lies_in_the_checkout_does_not_decide`, `rollback_plan::foreign::bytecode_of_another_commit_fools_no_check` |
//! | leftovers are removable, and only its own | `killed`, `kept::what_is_older_than_ninety_days_…`, `promised::a_lock_of_somebodys_git_is_not_removed` |
//! | stale locks go only when ours and dead | `refused::a_lock_that_is_held_is_said_with_its_holder`, `rollback::lock::tests` of the library |
//! | deadlines hold against children that ignore SIGTERM | `promised::a_check_that_does_not_end_in_its_place_…` |
//! | undo is always possible and printed, undo of undo is redo | `applied::no_byte_…`, `applied::an_undo_keeps_commits_that_have_followed`, `approved::with_an_approval_…` |
//! | of ten at once one wins | `refused::of_ten_at_once_one_wins` |
//! | history is rewritten by two people | `approved` |
//! | what is above the operator's level is refused, and who may is said | `levels` |
//! | other hashes than SHA-1 | `promised::a_repository_of_sha_256_is_planned_applied_undone_published_and_recovered` |

mod applied;
mod approved;
mod crashes;
mod full_disk;
mod elsewhere;
mod interrupted;
mod journals;
mod kept;
mod killed;
mod levels;
mod promised;
mod published;
mod refused;
mod service;
mod state;
mod undone;
